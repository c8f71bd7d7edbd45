package fluxj.cli.job;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.cli.Streams;
import fluxj.cli.format.TimeWords;
import fluxj.cli.job.attach.JobWatcher;
import fluxj.client.FluxClient;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.FormatException;
import fluxj.job.JobId;
import fluxj.job.JobResult;
import fluxj.job.JobState;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.services.joblist.JobListProtocol;
import fluxj.services.joblist.JobListProtocol.ById;
import fluxj.services.joblist.JobListProtocol.Query;
import fluxj.wire.Message;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// `fluxj watch`: follows jobs that are there already, as `submit --watch` follows new ones.
@Command(
        name = "watch",
        description = "Monitor one or more Flux jobs",
        customSynopsis = "fluxj watch [OPTIONS] [JOBID...]",
        sortOptions = false)
public final class WatchCommand extends FluxCommand {
    private static final int USAGE = 2;
    private static final String STATE = "state";
    private static final String RESULT = "result";
    private static final String SUBMITTED = "t_submit";

    @Option(
            names = {"-a", "--active"},
            description = "Watch all active jobs for current user")
    private boolean active;

    @Option(
            names = {"-A", "--all"},
            description = "Watch all jobs for current user in all states including inactive")
    private boolean all;

    @Option(
            names = {"-c", "--count"},
            paramLabel = "N",
            description = "Limit to N jobs (default 1000)")
    private int count;

    @Option(
            names = {"-f", "--filter"},
            paramLabel = "STATE|RESULT",
            split = ",",
            description = "Watch jobs with specific job state or result")
    private List<String> filter = new ArrayList<>();

    @Option(
            names = "--since",
            paramLabel = "WHEN",
            description =
                    "Include only jobs that have been inactive since WHEN. (implies -a if no other"
                            + " --filter option is specified)")
    private Optional<String> since = Optional.empty();

    @Option(names = "--progress", description = "Show progress bar")
    private boolean progress;

    @Option(names = "--jps", description = "Display jobs/s instead of elapsed time ")
    private boolean rate;

    @Option(
            names = {"-l", "--label-io"},
            description = "label lines of output with task id")
    private boolean labels;

    @Option(
            names = {"-v", "--verbose"},
            description = "Increase verbosity")
    private boolean[] verbose = {};

    @Parameters(arity = "0..*", paramLabel = "JOBID", description = "Watch specific jobids")
    private List<String> words = new ArrayList<>();

    public WatchCommand(Console console) {
        super(console);
    }

    private void log(String line) {
        console().err().println("fluxj watch: " + line);
    }

    @Override
    protected void run() {
        Map<String, JobId> ids = JobTargets.leading(words);
        if (ids.isEmpty() && !words.isEmpty()) {
            throw new CommandFailure(
                    USAGE,
                    "error: argument JOBID: invalid JobID value: '" + words.getFirst() + "'");
        }
        boolean filtered = active || all || count != 0 || !filter.isEmpty() || since.isPresent();
        if (!ids.isEmpty() && filtered) {
            log("WARNING: Filtering options ignored with jobid list");
        }
        int exitCode;
        try (FluxClient client = console().connect()) {
            exitCode = watch(client, ids);
        } catch (FluxException e) {
            throw new CommandFailure("ERROR: " + e.getMessage());
        }
        if (exitCode != 0) {
            throw new CommandFailure(exitCode, "");
        }
    }

    private int watch(FluxClient client, Map<String, JobId> ids) {
        double instance = Double.parseDouble(client.attribute("broker.starttime"));
        double after = since.map(WatchCommand::time).orElse(0.0);
        all |= since.isPresent() && filter.isEmpty();
        List<JsonObject> jobs;
        if (ids.isEmpty()) {
            JsonObject wanted = wanted();
            jobs = new ArrayList<>();
            Streams.follow(
                    client,
                    JobListProtocol.LIST,
                    Query.of(count, List.of(STATE, RESULT, SUBMITTED), after, wanted),
                    found -> jobs.addAll(found.jobs()));
        } else {
            jobs = byId(client, ids);
        }
        if (jobs.isEmpty()) {
            log("INFO: No matching jobs");
            return 0;
        }
        if (verbose.length > 0) {
            log("INFO: Watching " + jobs.size() + " jobs");
        }
        if (progress && !console().terminal()) {
            log("WARNING: stdout is not a tty. Ignoring --progress option");
            progress = false;
        }
        double origin = since.isPresent() ? Math.max(after, instance) : all ? instance : 0;
        JobWatcher watcher =
                new JobWatcher(
                        client,
                        console(),
                        new JobWatcher.View(
                                true,
                                labels,
                                verbose.length > 0,
                                verbose.length > 1,
                                progress,
                                rate),
                        origin);
        JobWatcher.Sinks sinks = new JobWatcher.Sinks(console().out(), console().err());
        for (JsonObject job : jobs) {
            watcher.addListed(job, sinks);
        }
        watcher.start();
        try {
            client.reactor().runUntil(watcher::isDone);
        } finally {
            watcher.stop();
        }
        return watcher.exitCode();
    }

    private static double time(String text) {
        double time;
        ZonedDateTime now = ZonedDateTime.now(ZoneId.systemDefault());
        try {
            time = Double.parseDouble(TimeWords.timestamp(TimeWords.parse(text, now)));
        } catch (FormatException e) {
            try {
                time = Double.parseDouble(text);
            } catch (NumberFormatException notNumber) {
                throw new CommandFailure(USAGE, "ERROR: --since: invalid value '" + text + "'");
            }
        }
        if (time > now.toEpochSecond() + 1) {
            throw new CommandFailure(
                    USAGE, "ERROR: --since=" + text + " appears to be in the future");
        }
        return time;
    }

    private List<JsonObject> byId(FluxClient client, Map<String, JobId> ids) {
        List<JsonObject> jobs = new ArrayList<>();
        ids.forEach(
                (word, id) -> {
                    try {
                        jobs.add(
                                client.call(
                                                JobListProtocol.LIST_ID,
                                                Message.NODEID_ANY,
                                                ById.of(id.value(), STATE, RESULT, SUBMITTED))
                                        .job());
                    } catch (FluxException e) {
                        log(
                                "ERROR: "
                                        + (e.errno().equals(Errno.ENOENT)
                                                ? "JobID " + word + " unknown"
                                                : "rpc: " + e.getMessage()));
                    }
                });
        return jobs;
    }

    private JsonObject wanted() {
        List<String> names = new ArrayList<>(filter);
        if (active) {
            names.addAll(List.of("pending", "running"));
        }
        if (all) {
            names.addAll(List.of("pending", "running", "inactive"));
        }
        if (names.isEmpty()) {
            log("ERROR: At least one job selection option is required");
            console().err().println("Try 'fluxj watch --help' for more information.");
            throw new CommandFailure(1, "");
        }
        int states = 0;
        int results = 0;
        for (String name : names) {
            String word = name.toLowerCase(Locale.ROOT);
            int state = state(word);
            int result = state == 0 ? result(word) : 0;
            if (state == 0 && result == 0) {
                throw new CommandFailure("ERROR: Invalid filter specified: " + name);
            }
            states |= state;
            results |= result;
        }
        List<JsonValue> either = new ArrayList<>();
        if (states != 0) {
            either.add(JsonObject.of("states", JsonArray.of(JsonValue.of(states))));
        }
        if (results != 0) {
            either.add(JsonObject.of("results", JsonArray.of(JsonValue.of(results))));
        }
        JsonObject user =
                JsonObject.of(
                        "userid",
                        JsonArray.of(JsonValue.of((long) JobTargets.user(Optional.empty()))));
        return JsonObject.of("and", JsonArray.of(user, JsonObject.of("or", new JsonArray(either))));
    }

    private static int state(String word) {
        return switch (word) {
            case "pending" -> JobState.PENDING;
            case "running" -> JobState.RUNNING;
            case "active" -> JobState.ACTIVE;
            default -> bitOf(word);
        };
    }

    private static int bitOf(String word) {
        for (JobState state : JobState.values()) {
            if (state.name().toLowerCase(Locale.ROOT).equals(word)) {
                return state.bit();
            }
        }
        return 0;
    }

    private static int result(String word) {
        for (JobResult result : JobResult.values()) {
            if (result.name().toLowerCase(Locale.ROOT).equals(word)) {
                return result.bit();
            }
        }
        return 0;
    }
}
