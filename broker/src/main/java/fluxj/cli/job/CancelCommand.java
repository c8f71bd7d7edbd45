package fluxj.cli.job;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.cli.events.DryRun;
import fluxj.client.FluxClient;
import fluxj.errors.FluxException;
import fluxj.job.JobId;
import fluxj.job.JobState;
import fluxj.services.jobmanager.JobManagerProtocol;
import fluxj.services.jobmanager.JobManagerProtocol.Raise;
import fluxj.services.jobmanager.JobManagerProtocol.RaiseAll;
import fluxj.services.jobmanager.JobManagerProtocol.Tally;
import fluxj.wire.Message;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// `fluxj cancel`: ends jobs by their ids, or by whose they are and how far they have come.
@Command(
        name = "cancel",
        description = "Cancel pending or running jobs with an optional exception note.",
        customSynopsis = "fluxj cancel [OPTIONS] [JOBID...]",
        sortOptions = false)
public final class CancelCommand extends FluxCommand {
    private static final int USAGE = 2;

    @Option(names = "--all", description = "Target all jobs")
    private boolean all;

    @Option(
            names = {"-n", "--dry-run", "--dry"},
            description = "Do not cancel any jobs, tell what would become of them")
    private boolean dryRun;

    @Option(
            names = {"-q", "--quiet"},
            description = "Suppress output when no jobs match")
    private boolean quiet;

    @Option(
            names = {"-u", "--user"},
            paramLabel = "USER",
            description = "Set target user or 'all' (instance owner only)")
    private Optional<String> user = Optional.empty();

    @Option(
            names = {"-S", "--states", "--state"},
            paramLabel = "STATES",
            description = "List of job states to target (default=active)")
    private List<String> states = new ArrayList<>();

    @Option(
            names = {"-m", "--message"},
            paramLabel = "NOTE",
            description = "Set optional cancel exception note")
    private Optional<String> message = Optional.empty();

    @Parameters(arity = "0..*", paramLabel = "JOBID")
    private List<String> words = new ArrayList<>();

    public CancelCommand(Console console) {
        super(console);
    }

    @Override
    protected void run() {
        boolean many = all || user.filter(name -> !name.isEmpty()).isPresent() || !states.isEmpty();
        Map<String, JobId> jobs = JobTargets.leading(words);
        if (jobs.size() < words.size() && !jobs.containsKey(words.get(jobs.size()))) {
            throw new CommandFailure(
                    USAGE,
                    "error: argument JOBID...: invalid JobID value: '"
                            + words.get(jobs.size())
                            + "'");
        }
        if (many && !jobs.isEmpty()) {
            throw new CommandFailure(
                    "ERROR: Do not specify a list of jobids with --all,--user,--states options");
        }
        if (many) {
            cancelMatching();
        } else {
            cancel(jobs);
        }
    }

    private static String jobs(int count) {
        return count + (count == 1 ? " job" : " jobs");
    }

    private void say(String line) {
        console().err().println("fluxj cancel: " + line);
    }

    private void cancel(Map<String, JobId> jobs) {
        if (jobs.isEmpty()) {
            throw new CommandFailure("ERROR: No target jobs were provided");
        }
        if (dryRun) {
            say("Would cancel " + jobs(jobs.size()));
            foretell(jobs);
            return;
        }
        boolean done;
        try (FluxClient client = console().connect()) {
            done =
                    JobTargets.each(
                            client,
                            console(),
                            jobs,
                            "fluxj cancel: ERROR: ",
                            id ->
                                    client.ask(
                                            JobManagerProtocol.RAISE,
                                            Message.NODEID_ANY,
                                            new Raise(
                                                    id.value(),
                                                    0,
                                                    "cancel",
                                                    message,
                                                    Optional.empty())));
        }
        if (!done) {
            throw new CommandFailure(1, "");
        }
    }

    /// As in Flux it is no failure when there are no such jobs, or nobody to ask.
    private void foretell(Map<String, JobId> jobs) {
        try (FluxClient client = console().connect()) {
            DryRun.tell(
                    console(),
                    client,
                    new LinkedHashSet<>(jobs.values()),
                    ways -> ways.exception("cancel", 0));
        } catch (CommandFailure e) {
            say(e.line());
        }
    }

    private void cancelMatching() {
        int userid;
        try {
            userid = JobTargets.user(user);
        } catch (CommandFailure e) {
            throw new CommandFailure("ERROR: Invalid user " + user.orElse("") + " specified");
        }
        int mask = states.isEmpty() ? JobState.ACTIVE : 0;
        for (String name : String.join(",", states).split(",", -1)) {
            mask |= states.isEmpty() ? 0 : mask(name);
        }
        Tally tally;
        try (FluxClient client = console().connect()) {
            tally =
                    client.call(
                            JobManagerProtocol.RAISEALL,
                            Message.NODEID_ANY,
                            new RaiseAll(dryRun, userid, mask, 0, "cancel", message));
        } catch (FluxException e) {
            throw new CommandFailure("ERROR: " + e.getMessage());
        }
        if (tally.count() == 0) {
            if (!quiet) {
                say("Matched 0 jobs");
            }
        } else if (dryRun) {
            say("Would cancel " + jobs(tally.count()));
        } else {
            String errors = tally.errors() + (tally.errors() == 1 ? " error" : " errors");
            say("Canceled " + jobs(tally.count()) + " (" + errors + ")");
        }
    }

    private static int mask(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "depend" -> JobState.DEPEND.bit();
            case "priority" -> JobState.PRIORITY.bit();
            case "sched" -> JobState.SCHED.bit();
            case "run" -> JobState.RUN.bit();
            case "pending" -> JobState.PENDING;
            case "running" -> JobState.RUNNING;
            case "active" -> JobState.ACTIVE;
            default -> throw new CommandFailure("ERROR: Invalid state " + name + " specified");
        };
    }
}
