package fluxj.cli.rabbit;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.cli.JobIds;
import fluxj.cli.PrettyJson;
import fluxj.client.FluxClient;
import fluxj.coral2.dws.tracker.FluxSide;
import fluxj.coral2.dws.tracker.PictureJson;
import fluxj.coral2.dws.tracker.RabbitJobPicture;
import fluxj.coral2.dws.tracker.RabbitTracker;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.job.JobId;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

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
            RabbitJobPicture picture = picture(client, id);
            if (json) {
                console().out().println(PrettyJson.of(PictureJson.of(picture), INDENT));
                return;
            }
            double now = System.currentTimeMillis() / 1e3;
            new WhyText(picture, JobIds.f58(console(), id), now)
                    .lines()
                    .forEach(console().out()::println);
        } catch (FluxException e) {
            throw new CommandFailure(
                    e.errno().equals(Errno.ENOENT) ? "unknown job " + word : e.getMessage());
        }
    }

    /// Flux is asked first: of a job without rabbits Kubernetes has nothing to tell.
    private RabbitJobPicture picture(FluxClient client, JobId id) {
        RabbitJobPicture half =
                client.get(
                        new RabbitTracker(new FluxSide(client.rpc()))
                                .withoutKubernetes(id, "Kubernetes was not asked"));
        if (!half.job().rabbits()) {
            return half;
        }
        try {
            return kubernetes.ask(client, console(), storage -> RabbitTracker.with(half, storage));
        } catch (FluxException e) {
            return half.without(e.getMessage());
        }
    }
}
