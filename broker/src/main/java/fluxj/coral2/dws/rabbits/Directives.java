package fluxj.coral2.dws.rabbits;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.util.ArrayList;
import java.util.List;

/// The `#DW` directives of a job, one each (spec coral2 4.5). Whether they are right is for the
/// webhook of DWS to say; here they are only told apart.
public final class Directives {
    private static final String TOKEN = "#DW ";

    private Directives() {}

    /// Tells directives apart. Several may stand in one text; a text that is the name of a preset
    /// stands for what that has.
    ///
    /// @param dw a string or a list of them, as a job's `attributes.system.dw` has it
    /// @param presets strings, or lists of single directives, by name
    /// @throws FluxException EINVAL when it, or a preset that it names, is neither
    public static List<String> of(JsonValue dw, JsonObject presets) {
        List<String> directives = new ArrayList<>();
        switch (dw) {
            case JsonValue.Text(String text) -> expand(text, presets, directives);
            case JsonArray(List<JsonValue> items) -> {
                for (JsonValue item : items) {
                    if (!(item instanceof JsonValue.Text(String text))) {
                        throw malformed(dw);
                    }
                    expand(text, presets, directives);
                }
            }
            case JsonValue _ -> throw malformed(dw);
        }
        return List.copyOf(directives);
    }

    private static void expand(String text, JsonObject presets, List<String> to) {
        String name = text.strip();
        JsonValue preset = presets.get(name).orElse(JsonValue.of(text));
        switch (preset) {
            case JsonValue.Text(String directives) -> split(directives, to);
            case JsonArray(List<JsonValue> items) -> {
                for (JsonValue item : items) {
                    to.add(singleDirective(name, item));
                }
            }
            case JsonValue _ -> throw badPreset(name, preset);
        }
    }

    private static String singleDirective(String preset, JsonValue item) {
        if (item instanceof JsonValue.Text(String directive)) {
            return directive;
        }
        throw badPreset(preset, item);
    }

    private static void split(String text, List<String> to) {
        for (String piece : text.split(TOKEN, -1)) {
            if (!piece.isBlank()) {
                to.add(TOKEN + piece.strip());
            }
        }
    }

    /// Whether any of them makes a file system that outlives its job, which instances leave to
    /// their owner unless they are configured otherwise.
    public static boolean createPersistent(List<String> directives) {
        return directives.stream().anyMatch(each -> each.contains("create_persistent"));
    }

    private static FluxException malformed(JsonValue dw) {
        return invalid("Malformed #DW directives, not list or string: " + PythonText.of(dw));
    }

    private static FluxException badPreset(String name, JsonValue value) {
        return invalid(
                "presets must be list or str but preset "
                        + name
                        + " is "
                        + PythonText.typeOf(value));
    }

    private static FluxException invalid(String why) {
        return new FluxException(Errno.EINVAL, why);
    }
}
