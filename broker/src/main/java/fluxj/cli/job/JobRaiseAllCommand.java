package fluxj.cli.job;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.client.FluxClient;
import fluxj.errors.FluxException;
import fluxj.job.JobState;
import fluxj.services.jobmanager.JobManagerProtocol;
import fluxj.services.jobmanager.JobManagerProtocol.RaiseAll;
import fluxj.services.jobmanager.JobManagerProtocol.Tally;
import fluxj.wire.Message;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

@Command(
        name = "raiseall",
        description = "Raise an exception on multiple jobs.",
        customSynopsis = "fluxj job raiseall OPTIONS type [message ...]",
        sortOptions = false)
final class JobRaiseAllCommand extends FluxCommand {
    @Option(
            names = {"-s", "--severity"},
            paramLabel = "N",
            description = "Set exception severity [0-7] (0 is fatal, default=7)")
    private int severity = 7;

    @Option(
            names = {"-u", "--user"},
            paramLabel = "USER",
            description = "Set target user or 'all' (instance owner only)")
    private Optional<String> user = Optional.empty();

    @Option(
            names = {"-S", "--states"},
            paramLabel = "STATES",
            split = ",",
            description = "Set target job states (default=ACTIVE)")
    private List<String> states = new ArrayList<>();

    @Option(
            names = {"-f", "--force"},
            description = "Confirm the command")
    private boolean force;

    @Parameters(index = "0", paramLabel = "TYPE")
    private String type = "";

    @Parameters(index = "1..*", arity = "0..*", paramLabel = "MESSAGE")
    private List<String> message = new ArrayList<>();

    JobRaiseAllCommand(Console console) {
        super(console);
    }

    @Override
    protected void run() {
        int mask = mask();
        int userid = JobTargets.user(user);
        Tally tally;
        try (FluxClient client = console().connect()) {
            tally =
                    client.call(
                            JobManagerProtocol.RAISEALL,
                            Message.NODEID_ANY,
                            new RaiseAll(
                                    !force,
                                    userid,
                                    mask,
                                    severity,
                                    type,
                                    Optional.of(String.join(" ", message))));
        } catch (FluxException e) {
            throw new CommandFailure("raiseall: " + e.getMessage());
        }
        String line = "Command matched 0 jobs";
        if (tally.count() > 0) {
            line =
                    force
                            ? "Raised exception on "
                                    + tally.count()
                                    + " jobs ("
                                    + tally.errors()
                                    + " errors)"
                            : "Command matched " + tally.count() + " jobs (-f to confirm)";
        }
        console().err().println("fluxj job: " + line);
    }

    private int mask() {
        int mask = states.isEmpty() ? JobState.ACTIVE : 0;
        for (String name : states) {
            mask |= mask(name);
        }
        if (JobState.INACTIVE.isIn(mask)) {
            throw new CommandFailure("Exceptions cannot be raised on inactive jobs");
        }
        return mask;
    }

    private static int mask(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "pending" -> JobState.PENDING;
            case "running" -> JobState.RUNNING;
            case "active" -> JobState.ACTIVE;
            default -> {
                for (JobState state : JobState.values()) {
                    if (state.name().equalsIgnoreCase(name)
                            || state.letter().equalsIgnoreCase(name)) {
                        yield state.bit();
                    }
                }
                throw new CommandFailure("error parsing --states: " + name + " is unknown");
            }
        };
    }
}
