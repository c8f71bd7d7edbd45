package fluxj.services.jobmanager.perilog;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.FormatException;
import fluxj.format.Fsd;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// What `[job-manager]` says of prolog and epilog.
///
/// @param ignored lines that are not logged
record PerilogSettings(Optional<Action> prolog, Optional<Action> epilog, List<Pattern> ignored) {
    static final PerilogSettings NONE =
            new PerilogSettings(Optional.empty(), Optional.empty(), List.of());

    /// A command before or after a job.
    ///
    /// @param timeout seconds; 0 is none
    /// @param killTimeout seconds that it may take to end when it was asked to
    record Action(
            boolean isProlog,
            List<String> command,
            boolean perRank,
            boolean cancelOnException,
            double timeout,
            double killTimeout) {
        String name() {
            return isProlog ? "prolog" : "epilog";
        }

        JsonObject json() {
            return JsonObject.builder()
                    .put("command", JsonArray.ofTexts(command))
                    .put("per_rank", perRank)
                    .put("cancel_on_exception", cancelOnException)
                    .put("timeout", timeout)
                    .put("kill-timeout", killTimeout)
                    .build();
        }
    }

    private static final double KILL_TIMEOUT = 60;
    private static final Pattern EMPTY = Pattern.compile("^\\s*$");
    private static final Set<String> KEYS =
            Set.of(
                    "command",
                    "timeout",
                    "kill-timeout",
                    "per-rank",
                    "cancel-on-exception",
                    "exit-on-first-error");

    /// Reads it.
    ///
    /// @throws FluxException EINVAL in Flux's words
    static PerilogSettings of(JsonObject config) {
        JsonObject table = config.object("job-manager").orElse(JsonObject.EMPTY);
        Optional<String> imp = config.object("exec").flatMap(exec -> exec.text("imp"));
        return new PerilogSettings(
                table.object("prolog").map(found -> action(found, true, imp)),
                table.object("epilog").map(found -> action(found, false, imp)),
                ignored(table.object("perilog").flatMap(perilog -> perilog.get("log-ignore"))));
    }

    private static Action action(JsonObject table, boolean isProlog, Optional<String> imp) {
        String name = isProlog ? "prolog" : "epilog";
        String place = "[job-manager." + name + "]: ";
        for (String key : table.keys()) {
            if (!KEYS.contains(key)) {
                throw invalid(place + "1 object item(s) left unpacked: " + key);
            }
        }
        double killTimeout =
                switch (table.get("kill-timeout").orElse(JsonValue.of(KILL_TIMEOUT))) {
                    case JsonValue.Whole(long seconds) -> seconds;
                    case JsonValue.Real(double seconds) -> seconds;
                    case JsonValue other ->
                            throw invalid(
                                    place + "Expected real or integer, got " + other.typeName());
                };
        return new Action(
                isProlog,
                command(table, place, name, imp),
                flag(table, place, "per-rank", false),
                flag(table, place, "cancel-on-exception", isProlog),
                timeout(table, place, name),
                killTimeout > 0 ? killTimeout : KILL_TIMEOUT);
    }

    private static boolean flag(JsonObject table, String place, String key, boolean otherwise) {
        Optional<JsonValue> value = table.get(key);
        if (value.isPresent() && table.bool(key).isEmpty()) {
            throw invalid(place + "Expected true or false, got " + value.get().typeName());
        }
        return table.bool(key).orElse(otherwise);
    }

    private static double timeout(JsonObject table, String place, String name) {
        Optional<JsonValue> value = table.get("timeout");
        if (value.isPresent() && !(value.get() instanceof JsonValue.Text)) {
            throw invalid(place + "Expected string, got " + value.get().typeName());
        }
        try {
            double seconds =
                    Fsd.parse(table.text("timeout").orElse(name.equals("prolog") ? "30m" : "0"))
                            .seconds();
            return Double.isInfinite(seconds) ? 0 : seconds;
        } catch (FormatException _) {
            throw invalid(place + "invalid " + name + " timeout");
        }
    }

    private static List<String> command(
            JsonObject table, String place, String name, Optional<String> imp) {
        Optional<JsonValue> value = table.get("command");
        if (value.isEmpty()) {
            return imp.map(path -> List.of(path, "run", name))
                    .orElseThrow(
                            () ->
                                    invalid(
                                            place
                                                    + "no command specified and exec.imp not"
                                                    + " defined"));
        }
        if (!(value.get() instanceof JsonArray array)) {
            throw invalid(place + "command must be an array");
        }
        List<String> words = new ArrayList<>();
        for (JsonValue word : array) {
            if (!(word instanceof JsonValue.Text(String text))) {
                throw invalid(place + "malformed " + name + " command");
            }
            words.add(text);
        }
        if (words.isEmpty()) {
            throw invalid(place + "malformed " + name + " command");
        }
        return words;
    }

    private static List<Pattern> ignored(Optional<JsonValue> value) {
        String place = "[job-manager.perilog]: error parsing log-ignore: ";
        List<Pattern> patterns = new ArrayList<>(List.of(EMPTY));
        if (value.isPresent()) {
            if (!(value.get() instanceof JsonArray array)) {
                throw invalid(place + "not an array");
            }
            for (JsonValue each : array) {
                if (!(each instanceof JsonValue.Text(String text))) {
                    throw invalid(place + "all entries must be a string value");
                }
                try {
                    patterns.add(Pattern.compile(text));
                } catch (PatternSyntaxException _) {
                    throw invalid(place + "Failed to compile regex: " + text);
                }
            }
        }
        return patterns;
    }

    private static FluxException invalid(String text) {
        return new FluxException(Errno.EINVAL, text);
    }
}
