package fluxj.shellplugins.craypals;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.shell.spi.ShellOptions;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The options `cray-pals.*` (spec coral2 1.2). `timeout` is one that flux-coral2 has had and has
/// no more; it is seconds, and none when negative.
///
/// @param editsPath false leaves LD_LIBRARY_PATH alone
/// @param bootstrap ports and secret, when they were given
/// @param wantsBootstrap false does without ports
/// @param timeout how long the event with the ports is waited for
record PalsOptions(
        boolean editsPath,
        int apinfoVersion,
        Optional<ControlPorts> bootstrap,
        boolean wantsBootstrap,
        Optional<Duration> timeout) {
    private static final String NAME = "cray-pals";
    private static final int NEWEST_APINFO = 5;

    /// True when the option `pmi` names us.
    ///
    /// @throws FluxException EINVAL when it is no text
    static boolean isActive(ShellOptions options) {
        Optional<JsonValue> pmi = options.value("pmi");
        if (pmi.isEmpty()) {
            return false;
        }
        if (!(pmi.get() instanceof JsonValue.Text(String names))) {
            throw new FluxException(Errno.EINVAL, "pmi shell option must be a string");
        }
        return List.of(names.split(",")).contains(NAME);
    }

    /// Reads them.
    ///
    /// @throws FluxException EINVAL for one that nobody knows or that is of the wrong type
    static PalsOptions of(ShellOptions options) {
        Optional<JsonValue> value = options.value(NAME);
        if (value.isEmpty()) {
            return new PalsOptions(true, NEWEST_APINFO, Optional.empty(), true, Optional.empty());
        }
        if (!(value.get() instanceof JsonObject members)) {
            throw invalid(NAME + " options", "Expected object, got " + value.get().typeName());
        }
        boolean edits = true;
        int version = NEWEST_APINFO;
        Optional<ControlPorts> given = Optional.empty();
        boolean wants = true;
        Optional<Duration> timeout = Optional.empty();
        List<String> unknown = new ArrayList<>();
        for (Map.Entry<String, JsonValue> member : members.members().entrySet()) {
            switch (member.getKey()) {
                case "no-edit-env" -> edits = whole(NAME + " options", member.getValue()) == 0;
                case "apinfo-version" ->
                        version = (int) whole(NAME + " options", member.getValue());
                case "pmi-bootstrap" -> {
                    wants = false;
                    given = bootstrap(member.getValue());
                }
                case "timeout" -> timeout = seconds(member.getValue());
                default -> unknown.add(member.getKey());
            }
        }
        if (!unknown.isEmpty()) {
            throw invalid(
                    NAME + " options",
                    unknown.size()
                            + " object item(s) left unpacked: "
                            + String.join(", ", unknown));
        }
        return new PalsOptions(edits, version, given, wants, timeout);
    }

    private static Optional<ControlPorts> bootstrap(JsonValue value) {
        String what = NAME + ".pmi-bootstrap";
        if (value instanceof JsonValue.Text(String word) && word.equals("off")) {
            return Optional.empty();
        }
        if (!(value instanceof JsonArray array)) {
            throw invalid(what, "Expected array, got " + value.typeName());
        }
        List<Long> numbers = new ArrayList<>();
        for (JsonValue each : array) {
            numbers.add(whole(what, each));
        }
        if (numbers.size() < ControlPorts.PARTS) {
            throw invalid(what, "Array index " + numbers.size() + " out of range");
        }
        if (numbers.size() > ControlPorts.PARTS) {
            throw invalid(
                    what, numbers.size() - ControlPorts.PARTS + " array item(s) left unpacked");
        }
        return Optional.of(
                new ControlPorts(
                        numbers.get(0).intValue(), numbers.get(1).intValue(), numbers.get(2)));
    }

    private static Optional<Duration> seconds(JsonValue value) {
        double seconds =
                switch (value) {
                    case JsonValue.Whole(long number) -> (double) number;
                    case JsonValue.Real(double number) -> number;
                    case JsonValue _ ->
                            throw invalid(
                                    NAME + " options",
                                    "Expected real or integer, got " + value.typeName());
                };
        return seconds < 0
                ? Optional.empty()
                : Optional.of(Duration.ofNanos(Math.round(seconds * 1e9)));
    }

    private static long whole(String what, JsonValue value) {
        if (value instanceof JsonValue.Whole(long number)) {
            return number;
        }
        String got =
                value instanceof JsonValue.Bool(boolean truth)
                        ? Boolean.toString(truth)
                        : value.typeName();
        throw invalid(what, "Expected integer, got " + got);
    }

    private static FluxException invalid(String what, String why) {
        return new FluxException(Errno.EINVAL, "error parsing " + what + ": " + why);
    }
}
