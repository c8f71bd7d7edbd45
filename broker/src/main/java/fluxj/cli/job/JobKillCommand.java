package fluxj.cli.job;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.client.FluxClient;
import fluxj.job.JobId;
import fluxj.platform.Signum;
import fluxj.services.jobmanager.JobManagerProtocol;
import fluxj.services.jobmanager.JobManagerProtocol.Kill;
import fluxj.wire.Message;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

@Command(
        name = "kill",
        description = "Send signal to one or more running jobs",
        sortOptions = false)
final class JobKillCommand extends FluxCommand {
    @Option(
            names = {"-s", "--signal"},
            paramLabel = "SIG",
            description = "Send signal SIG (default SIGTERM)")
    private String signal = "SIGTERM";

    @Parameters(arity = "1..*", paramLabel = "ID")
    private List<String> words = new ArrayList<>();

    JobKillCommand(Console console) {
        super(console);
    }

    @Override
    protected void run() {
        Map<String, JobId> jobs = JobTargets.leading(words);
        for (String word : words) {
            if (!jobs.containsKey(word)) {
                throw new CommandFailure("invalid jobid: " + word);
            }
        }
        int signum = Signum.parse(signal);
        if (signum < 0) {
            throw new CommandFailure("kill: Invalid signal " + signal);
        }
        boolean done;
        try (FluxClient client = console().connect()) {
            done =
                    JobTargets.each(
                            client,
                            console(),
                            jobs,
                            "fluxj job: kill ",
                            id ->
                                    client.ask(
                                            JobManagerProtocol.KILL,
                                            Message.NODEID_ANY,
                                            new Kill(id.value(), signum)));
        }
        if (!done) {
            throw new CommandFailure(1, "");
        }
    }
}
