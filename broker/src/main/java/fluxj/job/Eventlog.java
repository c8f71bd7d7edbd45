package fluxj.job;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JanssonText;
import fluxj.json.JsonException;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Eventlogs (RFC 18): one JSON object a line, each line with its end.
public final class Eventlog {
    /// One event.
    ///
    /// @param json all of it
    /// @param timestamp seconds since the epoch
    public record Event(
            JsonObject json, double timestamp, String name, Optional<JsonObject> context) {
        /// True for an exception that ends the job (RFC 21).
        public boolean isFatal() {
            return name.equals("exception")
                    && context.flatMap(members -> members.whole("severity"))
                            .filter(severity -> severity == 0)
                            .isPresent();
        }
    }

    private Eventlog() {}

    /// Reads a log; what follows the last line end is not looked at.
    ///
    /// @throws FluxException EINVAL for a line that is no event, or bytes without a line end
    public static List<Event> decode(byte[] log) {
        int from = 0;
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < log.length; i++) {
            if (log[i] == '\n') {
                events.add(event(log, from, i - from));
                from = i + 1;
            }
        }
        if (from == 0) {
            throw new FluxException(Errno.EINVAL);
        }
        return events;
    }

    /// The strings of an event may hold NULs, such as output of tasks.
    private static Event event(byte[] log, int from, int length) {
        try {
            JsonObject json = JsonObject.parseMessage(log, from, length, true);
            Optional<JsonObject> context = json.object("context");
            if (context.isPresent() || json.get("context").isEmpty()) {
                return new Event(
                        json,
                        timestamp(json),
                        json.text("name").orElseThrow(Eventlog::invalid),
                        context);
            }
            throw invalid();
        } catch (JsonException e) {
            throw invalid();
        }
    }

    private static double timestamp(JsonObject json) {
        return switch (json.get("timestamp").orElseThrow(Eventlog::invalid)) {
            case JsonValue.Real(double seconds) -> seconds;
            case JsonValue.Whole(long seconds) -> seconds;
            case JsonValue _ -> throw invalid();
        };
    }

    private static FluxException invalid() {
        return new FluxException(Errno.EINVAL);
    }

    /// The line of a new event.
    ///
    /// @param context the text of a JSON object; empty for none
    /// @throws FluxException EINVAL when the time is before the epoch, there is no name or the
    ///   context is no object
    public static String encode(double timestamp, String name, String context) {
        if (!(timestamp >= 0) || name.isEmpty()) {
            throw invalid();
        }
        JsonObject.Builder event =
                JsonObject.builder().put("timestamp", timestamp).put("name", name);
        try {
            if (!context.isEmpty()) {
                event.put("context", JsonObject.parse(context));
            }
        } catch (JsonException e) {
            throw invalid();
        }
        return JanssonText.of(event.build()) + "\n";
    }

    /// The line of a new event.
    ///
    /// @param context its context; an empty one is left out
    public static String encode(double timestamp, String name, JsonObject context) {
        JsonObject.Builder event =
                JsonObject.builder().put("timestamp", timestamp).put("name", name);
        if (!context.keys().isEmpty()) {
            event.put("context", context);
        }
        return JanssonText.of(event.build()) + "\n";
    }
}
