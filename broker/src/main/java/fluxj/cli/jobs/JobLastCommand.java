package fluxj.cli.jobs;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.cli.JobIds;
import fluxj.client.FluxClient;
import fluxj.errors.FluxException;
import fluxj.job.JobId;
import fluxj.services.jobmanager.BuiltinPluginsProtocol;
import fluxj.services.jobmanager.BuiltinPluginsProtocol.History;
import fluxj.wire.Message;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.util.List;

@Command(
        name = "last",
        description = "List my most recently submitted job id(s)",
        sortOptions = false)
final class JobLastCommand extends FluxCommand {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(
            arity = "0..1",
            paramLabel = "SLICE",
            description = "How many, or a slice as in Python, such as [0:3] or [-2:].")
    private String slice = "1";

    JobLastCommand(Console console) {
        super(console);
    }

    @Override
    protected void run() {
        History wanted = new History(slice.contains("[") ? slice : "[:" + count() + "]");
        List<Long> jobs;
        try (FluxClient client = console().connect()) {
            jobs =
                    client.call(BuiltinPluginsProtocol.HISTORY_GET, Message.NODEID_ANY, wanted)
                            .jobs();
        } catch (FluxException e) {
            throw new CommandFailure(e.getMessage());
        }
        if (jobs.isEmpty()) {
            throw new CommandFailure("job history is empty");
        }
        for (long job : jobs) {
            console().out().println(JobIds.f58(console(), new JobId(job)));
        }
    }

    private int count() {
        try {
            return Integer.parseInt(slice);
        } catch (NumberFormatException e) {
            throw new ParameterException(spec.commandLine(), "invalid count: " + slice);
        }
    }
}
