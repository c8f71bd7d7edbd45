package fluxj.cli.jobtap;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.cli.JobIds;
import fluxj.client.FluxClient;
import fluxj.errors.FluxException;
import fluxj.format.FormatException;
import fluxj.format.Fsd;
import fluxj.job.Eventlog;
import fluxj.job.JobId;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.reactor.Deferred;
import fluxj.rpc.Empty;
import fluxj.services.jobinfo.JobInfoProtocol;
import fluxj.services.jobmanager.JobManagerProtocol;
import fluxj.wire.Message;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// `fluxj update`: changes attributes of a job that is not over.
@Command(name = "update", description = "Update active jobs", sortOptions = false)
public final class UpdateCommand extends FluxCommand {
    private static final String SYSTEM = "attributes.system.";
    private static final String DURATION = SYSTEM + "duration";

    @Option(
            names = {"-n", "--dry-run"},
            description = "Do not apply any updates, just emit update payload to stdout")
    private boolean dryRun;

    @Option(
            names = {"-v", "--verbose"},
            description = "Be more verbose. Log updated items after success.")
    private boolean verbose;

    @Option(
            names = "--wait",
            description = "Wait for updates to appear in job eventlog before exiting")
    private boolean wait;

    @Parameters(index = "0", paramLabel = "JOBID", description = "Target jobid")
    private String job = "";

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "KEY=VALUE",
            description = "Requested jobspec updates in KEY=VALUE form")
    private List<String> words = new ArrayList<>();

    public UpdateCommand(Console console) {
        super(console);
    }

    @Override
    protected void run() {
        JobId id = JobIds.parse(job);
        try (FluxClient client = console().connect()) {
            JsonObject updates = updates(client, id);
            if (dryRun) {
                console().out().println(updates);
                return;
            }
            double begin = Instant.now().toEpochMilli() / 1e3;
            client.call(
                    JobManagerProtocol.UPDATE,
                    Message.NODEID_ANY,
                    new JobManagerProtocol.Update(id.value(), updates));
            if (wait) {
                await(client, id, updates, begin);
            }
            if (verbose) {
                updates.members()
                        .forEach(
                                (key, value) ->
                                        console()
                                                .err()
                                                .println(
                                                        "flux-update: INFO: updated "
                                                                + key
                                                                + " to "
                                                                + value));
            }
        } catch (FluxException e) {
            throw JobtapCommands.failure(e);
        }
    }

    private JsonObject updates(FluxClient client, JobId id) {
        JsonObject.Builder updates = JsonObject.builder();
        for (String word : words) {
            int equals = word.indexOf('=');
            String key = fullKey(equals < 0 ? word : word.substring(0, equals));
            String text = equals < 0 ? "" : word.substring(equals + 1);
            updates.put(
                    key,
                    key.equals(DURATION)
                            ? JsonValue.of(duration(client, id, text))
                            : KeyValues.value(text));
        }
        return updates.build();
    }

    private static String fullKey(String key) {
        if (key.equals("name")) {
            return SYSTEM + "job.name";
        }
        return key.startsWith("attributes.")
                        || key.startsWith("resources.")
                        || key.startsWith("tasks.")
                ? key
                : SYSTEM + key;
    }

    /// A duration, or with `+` and `-` the one that the job has, changed. Without end is 0.
    private double duration(FluxClient client, JobId id, String text) {
        if (!text.startsWith("+") && !text.startsWith("-")) {
            double seconds = parse(text);
            return Double.isInfinite(seconds) ? 0.0 : seconds;
        }
        double now = current(client, id);
        if (now == 0) {
            throw new CommandFailure(
                    "ERROR: duration for "
                            + JobIds.f58(console(), id)
                            + " is unlimited, can't update by "
                            + text);
        }
        double by = parse(text.substring(1));
        double result = text.startsWith("-") ? now - by : now + by;
        if (result <= 0) {
            throw new CommandFailure(
                    "ERROR: current duration for "
                            + JobIds.f58(console(), id)
                            + " ("
                            + Fsd.format(now)
                            + ") cannot be reduced by "
                            + text.substring(1));
        }
        return Double.isInfinite(result) ? 0.0 : result;
    }

    private static double parse(String text) {
        try {
            return Fsd.parse(text).seconds();
        } catch (FormatException _) {
            throw new CommandFailure("ERROR: invalid Flux standard duration");
        }
    }

    private static double current(FluxClient client, JobId id) {
        Optional<JsonValue> duration =
                client.call(
                                JobInfoProtocol.LOOKUP,
                                Message.NODEID_ANY,
                                new JobInfoProtocol.Lookup(
                                        id.value(),
                                        List.of("jobspec"),
                                        JobInfoProtocol.JSON_DECODE | JobInfoProtocol.CURRENT))
                        .values()
                        .object("jobspec")
                        .flatMap(jobspec -> jobspec.object("attributes"))
                        .flatMap(attributes -> attributes.object("system"))
                        .flatMap(system -> system.get("duration"));
        return switch (duration.orElse(JsonValue.of(0L))) {
            case JsonValue.Whole(long seconds) -> seconds;
            case JsonValue.Real(double seconds) -> seconds;
            case JsonValue _ -> 0;
        };
    }

    /// Waits for the event that has these updates among its own.
    private static void await(FluxClient client, JobId id, JsonObject updates, double begin) {
        Deferred<Empty> seen = new Deferred<>();
        client.open(
                JobInfoProtocol.EVENTLOG_WATCH,
                Message.NODEID_ANY,
                JobInfoProtocol.WatchEvents.of(id.value(), "eventlog", 0),
                line -> {
                    for (Eventlog.Event event :
                            Eventlog.decode(
                                    line.event().orElse("\n").getBytes(StandardCharsets.UTF_8))) {
                        JsonObject context = event.context().orElse(JsonObject.EMPTY);
                        if (event.name().equals("jobspec-update")
                                && event.timestamp() > begin
                                && !seen.isDone()
                                && updates.members().entrySet().stream()
                                        .allMatch(
                                                each ->
                                                        context.get(each.getKey())
                                                                .filter(each.getValue()::equals)
                                                                .isPresent())) {
                            seen.complete(Empty.EMPTY);
                        }
                    }
                },
                end -> {
                    if (!seen.isDone()) {
                        seen.complete(Empty.EMPTY);
                    }
                });
        client.get(seen);
    }
}
