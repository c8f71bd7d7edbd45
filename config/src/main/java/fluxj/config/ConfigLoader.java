package fluxj.config;

import fluxj.config.toml.TomlDocument;
import fluxj.config.toml.TomlException;
import fluxj.format.IoReason;
import fluxj.json.JsonException;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Reads configurations as `-c PATH` and `--conf=VALUE` name them.
///
/// Messages are Flux's with the column added; the caller puts `Config file error: ` or `--conf: `
/// before them.
public final class ConfigLoader {
    private static final String OPTION = "--conf";

    private ConfigLoader() {}

    /// Reads a file, which is JSON when its name ends in `.json` and TOML otherwise, or the
    /// `*.toml` files of a directory in name order, later ones laid over earlier ones.
    ///
    /// @throws ConfigException naming file, line and column of the first error
    public static Config load(String path) {
        Path file = path(path);
        if (!Files.exists(file)) {
            throw new ConfigException("stat: " + path + ": " + missing(file));
        }
        return Files.isDirectory(file) ? loadDirectory(path, file) : loadFile(path, file);
    }

    /// Lays a `--conf` value over a configuration: several lines of TOML or JSON, one line of JSON
    /// starting with `{`, `KEY=VAL` with a dotted key and a JSON or plain value, or a file.
    ///
    /// @throws ConfigException in Flux's words
    public static Config update(Config config, String value) {
        if (value.indexOf('\n') >= 0) {
            return config.merge(
                    value.stripLeading().startsWith("{") ? inlineJson(value) : inlineToml(value));
        }
        if (value.startsWith("{")) {
            return config.merge(inlineJson(value));
        }
        if (value.indexOf('=') >= 0) {
            return setKey(config, value);
        }
        return config.merge(loadFile(value, path(value)));
    }

    /// Reads TOML from a text.
    ///
    /// @param text the TOML
    /// @param file the name for places in errors
    public static Config parseToml(String text, String file) {
        try {
            return config(TomlDocument.parse(text), file);
        } catch (TomlException e) {
            throw new ConfigException(
                    new SourcePlace(file, e.place().line(), e.place().column())
                            + ": "
                            + e.getMessage());
        }
    }

    private static Path path(String path) {
        try {
            return Path.of(path);
        } catch (InvalidPathException e) {
            throw new ConfigException("not a path: " + e.getReason());
        }
    }

    private static String missing(Path file) {
        try {
            Files.readAttributes(file, "size");
            return "No such file or directory";
        } catch (IOException e) {
            return IoReason.of(e);
        }
    }

    private static Config loadDirectory(String path, Path directory) {
        if (!Files.isReadable(directory) || !Files.isExecutable(directory)) {
            throw new ConfigException(path + ": Permission denied");
        }
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.toml")) {
            for (Path file : files) {
                names.add(file.getFileName().toString());
            }
        } catch (IOException e) {
            throw new ConfigException(path + ": " + IoReason.of(e));
        }
        names.sort(null);
        Config config = Config.EMPTY;
        for (String name : names) {
            if (!name.startsWith(".")) {
                config = config.merge(loadFile(path + "/" + name, directory.resolve(name)));
            }
        }
        return config;
    }

    private static Config loadFile(String path, Path file) {
        String text;
        try {
            text = Files.readString(file);
        } catch (CharacterCodingException _) {
            throw new ConfigException(path + ": text is not valid UTF-8");
        } catch (IOException e) {
            throw new ConfigException(path + ": " + IoReason.of(e));
        }
        return path.endsWith(".json") ? parseJson(text, path) : parseToml(text, path);
    }

    private static Config parseJson(String text, String path) {
        try {
            if (JsonValue.parse(text) instanceof JsonObject object) {
                return Config.of(object);
            }
        } catch (JsonException e) {
            throw new ConfigException(path + ": " + e.getMessage());
        }
        throw new ConfigException(path + ": JSON must be an object");
    }

    private static Config inlineJson(String text) {
        try {
            return Config.of(JsonObject.parse(text));
        } catch (JsonException e) {
            throw new ConfigException("inline JSON: " + e.getMessage());
        }
    }

    private static Config inlineToml(String text) {
        try {
            return config(TomlDocument.parse(text), OPTION);
        } catch (TomlException e) {
            throw new ConfigException(
                    "line "
                            + e.place().line()
                            + ", column "
                            + e.place().column()
                            + ": "
                            + e.getMessage());
        }
    }

    private static Config config(TomlDocument document, String file) {
        Map<String, SourcePlace> places = new HashMap<>();
        document.places()
                .forEach(
                        (key, place) ->
                                places.put(
                                        key, new SourcePlace(file, place.line(), place.column())));
        return Config.of(document.root(), places);
    }

    private static Config setKey(Config config, String assignment) {
        int equals = assignment.indexOf('=');
        if (equals == 0) {
            throw new ConfigException("value must have a key in KEY=VAL");
        }
        String text = assignment.substring(equals + 1);
        JsonValue value;
        try {
            value = JsonValue.parse(text);
        } catch (JsonException _) {
            value = JsonValue.of(text);
        }
        return config.with(assignment.substring(0, equals), value);
    }
}
