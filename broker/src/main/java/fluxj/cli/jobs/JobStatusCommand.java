package fluxj.cli.jobs;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.cli.JobIds;
import fluxj.cli.events.JobOutcome;
import fluxj.client.FluxClient;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JanssonText;
import fluxj.reactor.Promise;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.ArrayList;
import java.util.List;

@Command(
        name = "status",
        description = "Wait for job(s) to complete and exit with largest exit code",
        sortOptions = false)
final class JobStatusCommand extends FluxCommand {
    private static final int SIGNALLED = 128;
    private static final int SIGNAL = 0x7f;
    private static final int EXIT_CODE = 0xff;

    @Option(
            names = {"-v", "--verbose"},
            description = "Increase verbosity")
    private boolean[] verbose = {};

    @Option(
            names = {"-j", "--json"},
            description = "Dump job result information gleaned from eventlog to stdout")
    private boolean json;

    @Option(
            names = {"-e", "--exception-exit-code"},
            paramLabel = "N",
            description =
                    "Set the default exit code for any jobs that terminate solely due to an"
                            + " exception (e.g. canceled jobs or jobs rejected by the scheduler) to N"
                            + " [default=1]")
    private int exceptionExitCode = 1;

    @Parameters(arity = "1..*", paramLabel = "id")
    private List<String> words = new ArrayList<>();

    JobStatusCommand(Console console) {
        super(console);
    }

    @Override
    protected void run() {
        boolean talks = verbose.length > 0 && words.size() > 1;
        int exitCode = 0;
        try (FluxClient client = console().connect()) {
            console().watchReader(client);
            List<Promise<JobOutcome>> outcomes =
                    words.stream().map(JobIds::parse).map(id -> JobOutcome.of(client, id)).toList();
            if (talks) {
                say("fetching status for " + words.size() + " jobs");
            }
            int[] left = {outcomes.size()};
            outcomes.forEach(outcome -> outcome.then(_ -> left[0]--, _ -> left[0]--));
            client.reactor().runUntil(() -> left[0] == 0);
            if (talks) {
                say("all done.");
            }
            for (int i = 0; i < words.size(); i++) {
                JobOutcome outcome = outcome(client, words.get(i), outcomes.get(i));
                exitCode = Math.max(exitCode, show(words.get(i), outcome));
            }
        }
        if (exitCode != 0) {
            throw new CommandFailure(exitCode & EXIT_CODE, "");
        }
    }

    private static JobOutcome outcome(FluxClient client, String word, Promise<JobOutcome> outcome) {
        try {
            return client.get(outcome);
        } catch (FluxException e) {
            throw new CommandFailure(
                    e.errno().equals(Errno.ENOENT)
                            ? word + ": No such job"
                            : word + ": flux_job_wait_status_get: " + e.getMessage());
        }
    }

    /// Tells of a job and gives its exit code.
    private int show(String word, JobOutcome outcome) {
        if (json) {
            console().out().println(JanssonText.of(outcome.toJson()));
        }
        int status = outcome.waitStatus().orElse(0);
        int signal = status & SIGNAL;
        int exitCode = signal == 0 ? status >> 8 & EXIT_CODE : SIGNALLED + signal;
        if (verbose.length > 0) {
            if (signal != 0) {
                say(word + ": job shell died by signal " + signal);
            } else if (verbose.length > 1 || exitCode != 0) {
                say(
                        word
                                + outcome.fatal()
                                        .map(type -> ": exception type=" + type)
                                        .orElse(": exited with exit code " + exitCode));
            }
        }
        return outcome.fatal().isPresent() ? Math.max(exitCode, exceptionExitCode) : exitCode;
    }

    private void say(String line) {
        console().out().flush();
        console().err().println("fluxj job: " + line);
    }
}
