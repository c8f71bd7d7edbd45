package fluxj.shellplugins.coprocess;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.FormatException;
import fluxj.format.Idset;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One member of the option `coprocess`.
///
/// @param command program and arguments, templates still in them
/// @param output the template of the file that takes what it says
/// @param ranks the shells that run it; all when absent
record CoprocessSpec(String name, List<String> command, String output, Optional<Idset> ranks) {
    private static final List<String> KEYS = List.of("command", "output", "ranks");
    private static final String ALL = "all";

    /// Those of an option.
    ///
    /// @throws FluxException EINVAL that says what is wrong with it
    static List<CoprocessSpec> of(JsonValue option) {
        if (!(option instanceof JsonObject entries) || entries.keys().isEmpty()) {
            throw invalid("coprocess option must be a non-empty object");
        }
        List<CoprocessSpec> specs = new ArrayList<>();
        entries.members().forEach((name, value) -> specs.add(of(name, value)));
        return specs;
    }

    private static CoprocessSpec of(String name, JsonValue value) {
        if (!(value instanceof JsonObject entry)) {
            throw invalid(name + ": Expected object, got " + value.typeName());
        }
        for (String key : entry.keys()) {
            if (!KEYS.contains(key)) {
                throw invalid(name + ": unknown key " + key);
            }
        }
        return new CoprocessSpec(
                name,
                command(name, entry.get("command")),
                text(name, entry, "output").orElse("coproc-" + name + "-{{id}}.log"),
                ranks(name, entry));
    }

    private static List<String> command(String name, Optional<JsonValue> value) {
        if (value.isEmpty()
                || !(value.get() instanceof JsonArray array)
                || array.items().isEmpty()) {
            throw invalid(name + ": command must be a non-empty array");
        }
        List<String> words = new ArrayList<>();
        for (JsonValue word : array) {
            if (!(word instanceof JsonValue.Text(String text))) {
                throw invalid(name + ": command elements must be strings");
            }
            words.add(text);
        }
        return List.copyOf(words);
    }

    private static Optional<Idset> ranks(String name, JsonObject entry) {
        Optional<String> ranks = text(name, entry, "ranks").filter(text -> !text.equals(ALL));
        try {
            return ranks.map(Idset::parse);
        } catch (FormatException e) {
            throw invalid(name + ": invalid ranks '" + ranks.orElse("") + "'");
        }
    }

    private static Optional<String> text(String name, JsonObject entry, String key) {
        Optional<JsonValue> value = entry.get(key);
        if (value.isPresent() && !(value.get() instanceof JsonValue.Text)) {
            throw invalid(name + "." + key + ": Expected string, got " + value.get().typeName());
        }
        return entry.text(key);
    }

    private static FluxException invalid(String text) {
        return new FluxException(Errno.EINVAL, text);
    }

    /// True when a shell runs it.
    boolean isOn(int shellRank) {
        return ranks.isEmpty() || ranks.get().contains(shellRank);
    }
}
