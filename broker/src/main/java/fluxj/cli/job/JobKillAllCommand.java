package fluxj.cli.job;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.client.FluxClient;
import fluxj.errors.FluxException;
import fluxj.platform.Signum;
import fluxj.services.jobmanager.JobManagerProtocol;
import fluxj.services.jobmanager.JobManagerProtocol.KillAll;
import fluxj.services.jobmanager.JobManagerProtocol.Tally;
import fluxj.wire.Message;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.util.Optional;

@Command(
        name = "killall",
        description = "Send signal to multiple running jobs",
        sortOptions = false)
final class JobKillAllCommand extends FluxCommand {
    @Option(
            names = {"-s", "--signal"},
            paramLabel = "SIG",
            description = "Send signal SIG (default SIGTERM)")
    private String signal = "SIGTERM";

    @Option(
            names = {"-u", "--user"},
            paramLabel = "USER",
            description = "Set target user or 'all' (instance owner only)")
    private Optional<String> user = Optional.empty();

    @Option(
            names = {"-f", "--force"},
            description = "Confirm the command")
    private boolean force;

    JobKillAllCommand(Console console) {
        super(console);
    }

    @Override
    protected void run() {
        int signum = Signum.parse(signal);
        if (signum < 0) {
            throw new CommandFailure("killall: Invalid signal " + signal);
        }
        int userid = JobTargets.user(user);
        Tally tally;
        try (FluxClient client = console().connect()) {
            tally =
                    client.call(
                            JobManagerProtocol.KILLALL,
                            Message.NODEID_ANY,
                            new KillAll(!force, userid, signum));
        } catch (FluxException e) {
            throw new CommandFailure("killall: " + e.getMessage());
        }
        String line = "Command matched 0 jobs";
        if (tally.count() > 0) {
            line =
                    force
                            ? Signum.text(signum)
                                    + " "
                                    + tally.count()
                                    + " jobs ("
                                    + tally.errors()
                                    + " errors)"
                            : "Command matched " + tally.count() + " jobs (-f to confirm)";
        }
        console().err().println("fluxj job: " + line);
    }
}
