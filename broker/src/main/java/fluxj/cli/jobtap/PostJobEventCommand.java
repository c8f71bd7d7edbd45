package fluxj.cli.jobtap;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.cli.JobIds;
import fluxj.cli.events.DryRun;
import fluxj.client.FluxClient;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.job.JobId;
import fluxj.json.JsonObject;
import fluxj.services.jobmanager.BuiltinPluginsProtocol;
import fluxj.wire.Message;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// `fluxj post-job-event`: posts an event to a job.
@Command(
        name = "post-job-event",
        description = "Post an event to a job eventlog",
        sortOptions = false)
public final class PostJobEventCommand extends FluxCommand {
    @Option(names = "--dry-run", description = "Do not post it, tell what would become of the job")
    private boolean dryRun;

    @Parameters(
            index = "0",
            paramLabel = "id",
            description = "jobid to which event shall be posted")
    private String id = "";

    @Parameters(index = "1", paramLabel = "name", description = "name of event to post")
    private String name = "";

    @Parameters(
            index = "2..*",
            paramLabel = "context",
            description = "List of key=value pairs to set as event context")
    private List<String> context = new ArrayList<>();

    public PostJobEventCommand(Console console) {
        super(console);
    }

    @Override
    protected void run() {
        Optional<JsonObject> object =
                context.isEmpty() ? Optional.empty() : Optional.of(KeyValues.object(context));
        JobId job = JobIds.parse(id);
        try (FluxClient client = console().connect()) {
            if (dryRun) {
                foretell(client, job, object.orElse(JsonObject.EMPTY));
                return;
            }
            client.call(
                    BuiltinPluginsProtocol.POST_EVENT,
                    Message.NODEID_ANY,
                    new BuiltinPluginsProtocol.PostEvent(job.value(), name, object));
        } catch (FluxException e) {
            throw e.errno().equals(Errno.ENOENT)
                    ? new CommandFailure("ERROR: No such job " + id)
                    : JobtapCommands.failure(e);
        }
    }

    private void foretell(FluxClient client, JobId job, JsonObject object) {
        if (!DryRun.tell(console(), client, List.of(job), ways -> ways.event(name, object))) {
            throw new CommandFailure("");
        }
    }
}
