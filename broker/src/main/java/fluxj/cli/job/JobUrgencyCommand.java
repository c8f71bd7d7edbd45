package fluxj.cli.job;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.cli.JobIds;
import fluxj.client.FluxClient;
import fluxj.errors.FluxException;
import fluxj.job.JobId;
import fluxj.job.Urgency;
import fluxj.services.jobmanager.JobManagerProtocol;
import fluxj.wire.Message;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.Locale;

@Command(
        name = "urgency",
        description = "Set job urgency (0-31, HOLD, EXPEDITE, DEFAULT)",
        sortOptions = false)
final class JobUrgencyCommand extends FluxCommand {
    @Option(
            names = {"-v", "--verbose"},
            description = "Output old urgency value on success")
    private boolean verbose;

    @Parameters(index = "0", paramLabel = "ID")
    private String job = "";

    @Parameters(index = "1", paramLabel = "URGENCY")
    private String word = "";

    JobUrgencyCommand(Console console) {
        super(console);
    }

    @Override
    protected void run() {
        JobId id = JobIds.parse(job);
        int urgency = urgency();
        int old;
        try (FluxClient client = console().connect()) {
            old =
                    client.call(
                                    JobManagerProtocol.URGENCY,
                                    Message.NODEID_ANY,
                                    new JobManagerProtocol.Urgency(id.value(), urgency))
                            .urgency();
        } catch (FluxException e) {
            throw new CommandFailure(job + ": " + e.getMessage());
        }
        if (verbose) {
            String shown =
                    switch (old) {
                        case Urgency.HOLD -> "job held";
                        case Urgency.EXPEDITE -> "job expedited";
                        default -> Integer.toString(old);
                    };
            console().err().println("old urgency: " + shown);
        }
    }

    private int urgency() {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "hold" -> fluxj.job.Urgency.HOLD;
            case "expedite" -> fluxj.job.Urgency.EXPEDITE;
            case "default" -> fluxj.job.Urgency.DEFAULT;
            default -> {
                try {
                    yield Integer.parseInt(word);
                } catch (NumberFormatException e) {
                    throw new CommandFailure("error parsing urgency: \"" + word + "\"");
                }
            }
        };
    }
}
