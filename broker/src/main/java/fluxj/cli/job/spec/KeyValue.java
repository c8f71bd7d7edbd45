package fluxj.cli.job.spec;

import fluxj.format.FormatException;
import fluxj.format.IoReason;
import fluxj.json.JsonException;
import fluxj.json.JsonValue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// `KEY[=VALUE]` or `^KEY=FILE` of `--setopt` and `--setattr`. A value that is JSON is that, any
/// other is text, none is 1.
record KeyValue(String key, JsonValue value) {
    /// Reads one, and the file that it names.
    ///
    /// @param option its name, for errors
    static KeyValue parse(String option, String text) {
        int equals = text.indexOf('=');
        String key = equals < 0 ? text : text.substring(0, equals);
        if (key.startsWith("^")) {
            if (equals < 0) {
                throw new FormatException(option + ": " + text + ": missing file name");
            }
            return new KeyValue(
                    key.replaceFirst("^\\^+", ""), ofFile(option, text.substring(equals + 1)));
        }
        return new KeyValue(
                key, equals < 0 ? JsonValue.of(1) : jsonOrText(text.substring(equals + 1)));
    }

    private static JsonValue jsonOrText(String text) {
        try {
            return JsonValue.parse(text);
        } catch (JsonException e) {
            return JsonValue.of(text);
        }
    }

    private static JsonValue ofFile(String option, String path) {
        try {
            return JsonValue.parse(Files.readString(Path.of(path)));
        } catch (IOException e) {
            throw new FormatException(IoReason.of(e) + ": '" + path + "'");
        } catch (JsonException e) {
            throw new FormatException(option + ": " + path + ": " + e.getMessage());
        }
    }

    /// The full name of an attribute: `system.` may be left out, and a dot stands for
    /// `attributes.`.
    String attribute() {
        if (key.startsWith(".")) {
            return "attributes" + key;
        }
        if (key.startsWith("attributes.")) {
            return key;
        }
        boolean placed = key.startsWith("user.") || key.startsWith("system.");
        return (placed ? "attributes." : "attributes.system.") + key;
    }
}
