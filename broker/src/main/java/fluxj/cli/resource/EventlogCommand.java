package fluxj.cli.resource;

import fluxj.cli.ColourOption;
import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.cli.Words;
import fluxj.client.FluxClient;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Hostlist;
import fluxj.job.Eventlog;
import fluxj.job.EventlogFormatter;
import fluxj.json.JsonException;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.reactor.Deferred;
import fluxj.rpc.Empty;
import fluxj.services.resource.ResourceProtocol;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

@Command(name = "eventlog", description = "Show the resource eventlog.", sortOptions = false)
final class EventlogCommand extends FluxCommand {
    private static final double TOLERANCE = 1e-5;

    @Option(
            names = {"-f", "--format"},
            paramLabel = "FORMAT",
            description = "Specify output format: text, json")
    private String format = "text";

    @Option(
            names = {"-T", "--time-format"},
            paramLabel = "FORMAT",
            description = "Specify time format: raw, iso, offset, human")
    private String timeFormat = "raw";

    @Option(
            names = {"-H", "--human"},
            description = "Display human-readable output.")
    private boolean human;

    @Mixin private final ColourOption colour = new ColourOption();

    @Option(
            names = {"-F", "--follow"},
            description = "Display new events as they are posted")
    private boolean follow;

    @Option(
            names = {"-t", "--timeout"},
            paramLabel = "TIME",
            description = "With --follow or --wait, timeout after TIME has elapsed")
    private Optional<String> timeout = Optional.empty();

    @Option(
            names = {"-w", "--wait"},
            paramLabel = "EVENT",
            description = "Display events until EVENT is posted")
    private Optional<String> wait = Optional.empty();

    @Option(
            names = {"-m", "--match-context"},
            paramLabel = "KEY=VAL",
            description = "With --wait, match KEY=VAL in context of EVENT")
    private List<String> matches = new ArrayList<>();

    @Option(
            names = {"-i", "--include"},
            paramLabel = "TARGETS",
            description = "Only display events that include TARGETS (hosts or ranks)")
    private Optional<String> include = Optional.empty();

    EventlogCommand(Console console) {
        super(console);
    }

    @Override
    protected void run() {
        EventlogFormatter formatter = formatter();
        matches.forEach(EventlogCommand::check);
        try (FluxClient client = console().connect()) {
            console().watchReader(client);
            Optional<EventTargets> targets =
                    include.map(
                            text ->
                                    EventTargets.of(
                                            text, Hostlist.parse(client.attribute("hostlist"))));
            Deferred<Empty> done = new Deferred<>();
            client.open(
                    ResourceProtocol.JOURNAL,
                    0,
                    Empty.EMPTY,
                    events -> show(events.events(), formatter, targets, done),
                    error -> {
                        if (error.errno().equals(Errno.ENODATA)) {
                            done.complete(Empty.EMPTY);
                        } else {
                            done.fail(error);
                        }
                    });
            if (timeout.isPresent()) {
                await(client, done, Words.seconds("--timeout", timeout.get()));
            } else {
                client.get(done);
            }
        } catch (FluxException e) {
            throw new CommandFailure("ERROR: [Errno " + e.errno().number() + "] " + e.getMessage());
        }
    }

    private static void await(FluxClient client, Deferred<Empty> done, double seconds) {
        try {
            client.get(done, Duration.ofNanos((long) (seconds * 1e9)));
        } catch (FluxException e) {
            if (e.errno().equals(Errno.ETIMEDOUT)) {
                throw new CommandFailure("ERROR: [Errno 110] " + Errno.ETIMEDOUT.text());
            }
            throw e;
        }
    }

    private EventlogFormatter formatter() {
        String time = human ? "human" : timeFormat;
        if (format.equals("json") && !human) {
            return EventlogFormatter.json();
        }
        if (!human && !format.equals("text")) {
            throw new CommandFailure(2, "invalid choice: '" + format + "' (text, json)");
        }
        EventlogFormatter.Time form =
                EventlogFormatter.Time.of(time)
                        .orElseThrow(
                                () ->
                                        new CommandFailure(
                                                2,
                                                "invalid choice: '"
                                                        + time
                                                        + "' (raw, iso, offset, human)"));
        return EventlogFormatter.text(form, colour.colours(console()));
    }

    private static void check(String match) {
        if (match.indexOf('=') <= 0) {
            throw new CommandFailure(
                    2,
                    "invalid KEY=VAL argument: '%s' (%s)"
                            .formatted(match, match.startsWith("=") ? "empty key" : "missing '='"));
        }
    }

    private void show(
            List<JsonObject> events,
            EventlogFormatter formatter,
            Optional<EventTargets> targets,
            Deferred<Empty> done) {
        if (events.isEmpty() && !follow && wait.isEmpty()) {
            done.complete(Empty.EMPTY);
        }
        for (JsonObject event : events) {
            JsonObject context = event.object("context").orElse(JsonObject.EMPTY);
            if (done.isDone() || !targets.map(wanted -> wanted.match(context)).orElse(true)) {
                continue;
            }
            console().out().print(formatter.line(event(event)));
            console().out().flush();
            if (event.text("name").equals(wait) && matches(context)) {
                done.complete(Empty.EMPTY);
            }
        }
    }

    private static Eventlog.Event event(JsonObject json) {
        double time =
                json.get("timestamp").orElse(JsonValue.of(0.0)) instanceof JsonValue.Real(double t)
                        ? t
                        : 0;
        return new Eventlog.Event(json, time, json.text("name").orElse(""), json.object("context"));
    }

    private boolean matches(JsonObject context) {
        for (String match : matches) {
            int at = match.indexOf('=');
            if (!same(context.get(match.substring(0, at)), match.substring(at + 1))) {
                return false;
            }
        }
        return true;
    }

    private static boolean same(Optional<JsonValue> actual, String wanted) {
        if (actual.isPresent() && actual.get() instanceof JsonValue.Real(double number)) {
            try {
                return Math.abs(Double.parseDouble(wanted) - number) <= TOLERANCE;
            } catch (NumberFormatException _) {
                return false;
            }
        }
        return actual.equals(Optional.of(value(wanted)));
    }

    private static JsonValue value(String text) {
        try {
            return JsonValue.parse(text);
        } catch (JsonException _) {
            return JsonValue.of(text);
        }
    }
}
