package fluxj.cli.rabbit;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.cli.JobIds;
import fluxj.cli.PrettyJson;
import fluxj.client.FluxClient;
import fluxj.coral2.dws.tracker.FluxSide;
import fluxj.coral2.dws.tracker.Orphan;
import fluxj.coral2.dws.tracker.PictureJson;
import fluxj.coral2.dws.tracker.RabbitJobPicture;
import fluxj.coral2.dws.tracker.RabbitTracker;
import fluxj.coral2.dws.tracker.storage.RabbitStorage;
import fluxj.coral2.dws.tracker.storage.RabbitStorage.Seen;
import fluxj.coral2.dws.tracker.storage.RabbitStorage.Unseen;
import fluxj.coral2.dws.tracker.storage.RabbitWorkflow;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Hostlist;
import fluxj.job.JobId;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.List;
import java.util.Optional;

/// `fluxj rabbit why`: why a job with rabbits stays where it is, and what each way out would do.
@Command(
        name = "why",
        description = "Tell where a rabbit job stands, and what each way out would do",
        sortOptions = false)
final class WhyCommand extends FluxCommand {
    private static final int INDENT = 2;

    @Mixin private final KubernetesOptions kubernetes = new KubernetesOptions();

    @Option(names = "--json", description = "Print it as JSON")
    private boolean json;

    @Parameters(index = "0", paramLabel = "JOBID")
    private String word = "";

    WhyCommand(Console console) {
        super(console);
    }

    @Override
    protected void run() {
        JobId id = JobIds.parse(word);
        try (FluxClient client = console().connect()) {
            RabbitTracker tracker = new RabbitTracker(new FluxSide(client.rpc(), client.reactor()));
            Optional<RabbitJobPicture> half = halfOfFlux(client, tracker, id);
            if (half.isPresent()) {
                tell(picture(client, half.get()));
            } else {
                tell(id, orphan(client, tracker, id));
            }
        } catch (FluxException e) {
            throw new CommandFailure(e.getMessage());
        }
    }

    private void tell(RabbitJobPicture picture) {
        if (json) {
            console().out().println(PrettyJson.of(PictureJson.of(picture), INDENT));
            return;
        }
        print(new WhyText(picture, JobIds.f58(console(), picture.id()), now()).lines());
    }

    private void tell(JobId id, Orphan orphan) {
        if (json) {
            console().out().println(PrettyJson.of(PictureJson.of(id, orphan), INDENT));
            return;
        }
        print(OrphanText.lines(orphan, JobIds.f58(console(), id), now()));
    }

    private static double now() {
        return System.currentTimeMillis() / 1e3;
    }

    private void print(List<String> lines) {
        lines.forEach(console().out()::println);
    }

    /// Flux is asked first: of a job without rabbits Kubernetes has nothing to tell. Empty when
    /// Flux does not know the job.
    private static Optional<RabbitJobPicture> halfOfFlux(
            FluxClient client, RabbitTracker tracker, JobId id) {
        try {
            return Optional.of(
                    client.get(tracker.withoutKubernetes(id, "Kubernetes was not asked")));
        } catch (FluxException e) {
            if (e.errno().equals(Errno.ENOENT)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private RabbitJobPicture picture(FluxClient client, RabbitJobPicture half) {
        if (!half.job().rabbits()) {
            return half;
        }
        try {
            return kubernetes.ask(client, console(), storage -> RabbitTracker.with(half, storage));
        } catch (FluxException e) {
            return half.without(e.getMessage());
        }
    }

    /// The workflow of a job that Flux does not know.
    private Orphan orphan(FluxClient client, RabbitTracker tracker, JobId id) {
        String name = RabbitWorkflow.PREFIX + id.dec();
        return switch (storage(client, name)) {
            case Unseen(String why) ->
                    throw new CommandFailure(
                            "unknown job " + word + ", and Kubernetes was not seen: " + why);
            case Seen seen ->
                    new Orphan(
                            seen.workflow()
                                    .orElseThrow(
                                            () ->
                                                    new CommandFailure(
                                                            "unknown job "
                                                                    + word
                                                                    + ", and Kubernetes has no "
                                                                    + name)),
                            seen,
                            client.get(tracker.service(id)));
        };
    }

    private RabbitStorage storage(FluxClient client, String workflow) {
        try {
            return kubernetes.ask(
                    client, console(), storage -> storage.of(workflow, Hostlist.EMPTY));
        } catch (FluxException e) {
            return new Unseen(e.getMessage());
        }
    }
}
