package fluxj.coral2.dws.tracker;

import fluxj.coral2.dws.tracker.storage.KubernetesStorage;
import fluxj.coral2.dws.tracker.storage.RabbitStorage;
import fluxj.job.JobId;
import fluxj.reactor.Promise;

/// Draws the picture of a job from what Flux and Kubernetes say.
public final class RabbitTracker {
    private final FluxSide flux;

    public RabbitTracker(FluxSide flux) {
        this.flux = flux;
    }

    /// The picture with Flux's half alone; ENOENT when there is no such job.
    ///
    /// @param why Kubernetes is not asked, in one line
    public Promise<RabbitJobPicture> withoutKubernetes(JobId id, String why) {
        return flux.job(id)
                .flatMap(
                        job ->
                                job.history().rabbits()
                                        ? ofRabbits(id, job, why)
                                        : Promise.of(
                                                new RabbitJobPicture(
                                                        id,
                                                        job.history(),
                                                        job.directives(),
                                                        new RabbitStorage.Unseen(why),
                                                        EpilogTimer.UNKNOWN,
                                                        RabbitService.UNKNOWN)));
    }

    /// Whether anybody drives the workflow of a job, be it one that Flux does not know.
    public Promise<RabbitService> service(JobId id) {
        return flux.serving().map(serving -> serving.of(id));
    }

    private Promise<RabbitJobPicture> ofRabbits(JobId id, FluxSide.Job job, String why) {
        return flux.timer()
                .flatMap(
                        timer ->
                                flux.serving()
                                        .map(
                                                serving ->
                                                        new RabbitJobPicture(
                                                                id,
                                                                job.history(),
                                                                job.directives(),
                                                                new RabbitStorage.Unseen(why),
                                                                timer,
                                                                serving.of(id))));
    }

    /// The same with Kubernetes' half.
    public static Promise<RabbitJobPicture> with(
            RabbitJobPicture picture, KubernetesStorage kubernetes) {
        return kubernetes.of(picture.workflowName(), picture.rabbits()).map(picture::with);
    }
}
