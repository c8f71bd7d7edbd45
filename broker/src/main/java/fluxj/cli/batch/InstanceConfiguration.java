package fluxj.cli.batch;

import fluxj.cli.job.spec.Tree;
import fluxj.config.toml.TomlDocument;
import fluxj.config.toml.TomlException;
import fluxj.format.FormatException;
import fluxj.format.Idset;
import fluxj.format.IoReason;
import fluxj.json.JsonException;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The configuration of an instance as the options `--conf` put it together, each over those before
/// it.
final class InstanceConfiguration {
    private static final String EXCLUDE = "resource.exclude";

    private final Map<String, String> environment;
    private Optional<JsonObject> json = Optional.empty();

    /// @param environment where named configurations are looked for is told by `XDG_CONFIG_HOME`
    ///   and `XDG_CONFIG_DIRS`
    InstanceConfiguration(Map<String, String> environment) {
        this.environment = environment;
    }

    /// All that was set; absent when nothing was said.
    Optional<JsonObject> json() {
        return json;
    }

    /// Takes one option: TOML or JSON when it has several lines, `KEY=VALUE`, a file that ends in
    /// `.toml` or `.json`, or the name of a configuration.
    ///
    /// @throws FormatException when it is none of these
    void add(String word) {
        JsonObject before = json.orElse(JsonObject.EMPTY);
        if (word.contains("\n")) {
            json = Optional.of(merged(before, ofText(word)));
        } else if (word.contains("=")) {
            int equals = word.indexOf('=');
            set(word.substring(0, equals), value(word.substring(equals + 1)));
        } else if (isNamedAsFile(word)) {
            json = Optional.of(merged(before, ofFile(word)));
        } else {
            json = Optional.of(merged(before, named(word)));
        }
    }

    private void set(String key, JsonValue value) {
        json = Optional.of(Tree.set(json.orElse(JsonObject.EMPTY), key, value));
    }

    /// Keeps jobs from ranks besides those that are excluded already.
    void exclude(Idset ranks) {
        String already =
                json.flatMap(all -> all.object("resource"))
                        .flatMap(resource -> resource.text("exclude"))
                        .orElse("");
        set(EXCLUDE, JsonValue.of(Idset.parse(already).union(ranks).toString()));
    }

    private static JsonObject merged(JsonObject under, JsonObject over) {
        JsonObject result = under;
        for (String key : over.keys()) {
            JsonValue value = over.get(key).orElseThrow();
            Optional<JsonObject> inner = result.object(key);
            result =
                    result.with(
                            key,
                            inner.isPresent() && value instanceof JsonObject object
                                    ? merged(inner.get(), object)
                                    : value);
        }
        return result;
    }

    private static JsonValue value(String text) {
        try {
            return JsonValue.parse(text);
        } catch (JsonException e) {
            return JsonValue.of(text);
        }
    }

    private static JsonObject ofText(String text) {
        try {
            return JsonObject.parse(text);
        } catch (JsonException notJson) {
            try {
                return TomlDocument.parse(text).root();
            } catch (TomlException e) {
                throw new FormatException("--conf: failed to parse multiline as TOML or JSON");
            }
        }
    }

    private static boolean isNamedAsFile(String word) {
        String name = word.substring(word.lastIndexOf('/') + 1);
        return name.length() > ".toml".length()
                && (name.endsWith(".toml") || name.endsWith(".json"));
    }

    private static JsonObject ofFile(String path) {
        try {
            return read(Path.of(path));
        } catch (IOException e) {
            throw new FormatException("--conf: " + IoReason.of(e) + ": '" + path + "'");
        } catch (JsonException | TomlException e) {
            throw new FormatException("--conf: parse error: " + path + ": " + e.getMessage());
        }
    }

    private static JsonObject read(Path file) throws IOException {
        String text = Files.readString(file);
        return file.toString().endsWith(".json")
                ? JsonObject.parse(text)
                : TomlDocument.parse(text).root();
    }

    private JsonObject named(String name) {
        for (Path folder : searchPath()) {
            for (String extension : List.of(".toml", ".json")) {
                Path file = folder.resolve(name + extension);
                if (Files.exists(file)) {
                    return ofNamed(name, file);
                }
            }
        }
        throw new FormatException("--conf: named config '" + name + "' not found");
    }

    private static JsonObject ofNamed(String name, Path file) {
        try {
            return read(file);
        } catch (IOException e) {
            throw new FormatException("--conf=" + name + ": " + file + ": " + IoReason.of(e));
        } catch (JsonException | TomlException e) {
            throw new FormatException("--conf=" + name + ": " + file + ": " + e.getMessage());
        }
    }

    private List<Path> searchPath() {
        List<Path> folders = new ArrayList<>();
        String own = environment.getOrDefault("XDG_CONFIG_HOME", "");
        folders.add(
                Path.of(own.isEmpty() ? environment.getOrDefault("HOME", "/") + "/.config" : own));
        String others = environment.getOrDefault("XDG_CONFIG_DIRS", "");
        for (String folder : (others.isEmpty() ? "/etc/xdg" : others).split(":", -1)) {
            folders.add(Path.of(folder));
        }
        return folders.stream().map(folder -> folder.resolve("flux/config")).toList();
    }
}
