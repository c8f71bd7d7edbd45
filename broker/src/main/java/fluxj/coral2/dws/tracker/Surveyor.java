package fluxj.coral2.dws.tracker;

import fluxj.coral2.dws.tracker.storage.RabbitCluster;
import fluxj.coral2.dws.tracker.storage.RabbitStorage;
import fluxj.job.JobId;
import fluxj.job.JobState;
import fluxj.reactor.Promise;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Looks at all jobs with rabbits.
public final class Surveyor {
    private final FluxSide flux;
    private final Optional<RabbitCluster> cluster;
    private final String why;
    private final Map<JobId, JobHistory> ended = new LinkedHashMap<>();
    private final Map<JobId, RabbitSurvey.Other> others = new LinkedHashMap<>();
    private final Map<JobId, FluxSide.Job> jobs = new LinkedHashMap<>();
    private RabbitSurvey.Serving serving = RabbitSurvey.Serving.UNKNOWN;
    private EpilogTimer timer = EpilogTimer.UNKNOWN;

    private Surveyor(FluxSide flux, Optional<RabbitCluster> cluster, String why) {
        this.flux = flux;
        this.cluster = cluster;
        this.why = why;
    }

    /// Someone who knows what Kubernetes knows.
    public static Surveyor with(FluxSide flux, RabbitCluster cluster) {
        return new Surveyor(flux, Optional.of(cluster), "");
    }

    /// Someone who has not seen Kubernetes.
    ///
    /// @param why one line
    public static Surveyor without(FluxSide flux, String why) {
        return new Surveyor(flux, Optional.empty(), why);
    }

    /// Looks.
    ///
    /// @param recent how many jobs that are over to look at
    public Promise<RabbitSurvey> survey(int recent) {
        return flux.serving()
                .map(this::take)
                .flatMap(_ -> flux.timer())
                .map(this::take)
                .flatMap(_ -> flux.listed(JobState.ACTIVE, 0))
                .flatMap(listed -> JobLookups.of(listed, flux::job))
                .map(this::takeJobs)
                .flatMap(_ -> JobLookups.of(ofOtherWorkflows(), flux::where))
                .map(this::takeOthers)
                .flatMap(_ -> JobLookups.of(activeOthers(), flux::job))
                .map(this::takeJobs)
                .flatMap(
                        _ ->
                                recent == 0
                                        ? Promise.of(List.<JobId>of())
                                        : flux.listed(JobState.INACTIVE.bit(), recent))
                .flatMap(listed -> JobLookups.of(listed, flux::job))
                .map(this::takeEnded)
                .map(Surveyor::result);
    }

    private Surveyor take(RabbitSurvey.Serving answer) {
        serving = answer;
        return this;
    }

    private Surveyor take(EpilogTimer answer) {
        timer = answer;
        return this;
    }

    private Surveyor takeJobs(Map<JobId, FluxSide.Job> found) {
        jobs.putAll(found);
        return this;
    }

    private Surveyor takeOthers(Map<JobId, RabbitSurvey.Other> found) {
        others.putAll(found);
        return this;
    }

    private Surveyor takeEnded(Map<JobId, FluxSide.Job> found) {
        found.forEach((id, job) -> ended.put(id, job.history()));
        return this;
    }

    private Set<JobId> ofOtherWorkflows() {
        Set<JobId> ids = new TreeSet<>();
        cluster.ifPresent(
                all ->
                        all.workflows()
                                .values()
                                .forEach(each -> each.job().map(JobId::new).ifPresent(ids::add)));
        ids.removeAll(jobs.keySet());
        return ids;
    }

    private List<JobId> activeOthers() {
        List<JobId> active = new ArrayList<>();
        others.forEach(
                (id, other) -> {
                    if (other.state() != JobState.INACTIVE) {
                        active.add(id);
                    }
                });
        return active;
    }

    private RabbitSurvey result() {
        List<RabbitJobPicture> pictures = new ArrayList<>();
        jobs.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(job -> pictures.add(picture(job.getKey(), job.getValue())));
        return new RabbitSurvey(pictures, ended, others, cluster, serving);
    }

    private RabbitJobPicture picture(JobId id, FluxSide.Job job) {
        RabbitJobPicture half =
                new RabbitJobPicture(
                        id,
                        job.history(),
                        job.directives(),
                        new RabbitStorage.Unseen(why),
                        timer,
                        serving.of(id));
        return cluster.isEmpty()
                ? half
                : half.with(cluster.get().of(half.workflowName(), half.rabbits()));
    }
}
