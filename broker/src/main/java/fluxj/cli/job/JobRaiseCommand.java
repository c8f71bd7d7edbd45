package fluxj.cli.job;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.cli.events.DryRun;
import fluxj.client.FluxClient;
import fluxj.job.JobId;
import fluxj.services.jobmanager.JobManagerProtocol;
import fluxj.services.jobmanager.JobManagerProtocol.Raise;
import fluxj.wire.Message;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

@Command(
        name = "raise",
        description = "Raise exception on one or more jobs",
        customSynopsis = "fluxj job raise [OPTIONS] ids... [--] [message ...]",
        sortOptions = false)
final class JobRaiseCommand extends FluxCommand {
    @Option(
            names = {"-s", "--severity"},
            paramLabel = "N",
            description = "Set exception severity [0-7] (default=0)")
    private int severity;

    @Option(
            names = {"-t", "--type"},
            paramLabel = "TYPE",
            description = "Set exception type (default=cancel)")
    private String type = "cancel";

    @Option(
            names = {"-m", "--message"},
            paramLabel = "NOTE",
            description = "Set exception note")
    private Optional<String> message = Optional.empty();

    @Option(
            names = "--dry-run",
            description = "Do not raise it, tell what would become of the jobs")
    private boolean dryRun;

    @Parameters(arity = "1..*", paramLabel = "ID")
    private List<String> words = new ArrayList<>();

    JobRaiseCommand(Console console) {
        super(console);
    }

    @Override
    protected void run() {
        Map<String, JobId> jobs = JobTargets.leading(words);
        List<String> rest = words.subList(jobs.size(), words.size());
        Optional<String> note = rest.isEmpty() ? message : Optional.of(String.join(" ", rest));
        if (!rest.isEmpty() && message.isPresent()) {
            throw new CommandFailure("Do not set note on command line and with --message");
        }
        boolean done;
        try (FluxClient client = console().connect()) {
            done =
                    dryRun
                            ? DryRun.tell(
                                    console(),
                                    client,
                                    new LinkedHashSet<>(jobs.values()),
                                    ways -> ways.exception(type, severity))
                            : JobTargets.each(
                                    client,
                                    console(),
                                    jobs,
                                    "fluxj job: raise ",
                                    id ->
                                            client.ask(
                                                    JobManagerProtocol.RAISE,
                                                    Message.NODEID_ANY,
                                                    new Raise(
                                                            id.value(),
                                                            severity,
                                                            type,
                                                            note,
                                                            Optional.empty())));
        }
        if (!done) {
            throw new CommandFailure(1, "");
        }
    }
}
