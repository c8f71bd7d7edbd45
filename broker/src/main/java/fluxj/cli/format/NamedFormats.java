package fluxj.cli.format;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.config.toml.TomlDocument;
import fluxj.config.toml.TomlException;
import fluxj.json.JsonArray;
import fluxj.json.JsonException;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The formats of a command that have names: its own, and those of a user or a site, in
/// `flux/<tool>.toml` or `.json` below `XDG_CONFIG_HOME` and `XDG_CONFIG_DIRS`.
public final class NamedFormats {
    /// One of them.
    ///
    /// @param description empty when there is none
    public record Named(String description, String format) {}

    private final Console console;
    private final String tool;
    private final String table;
    private final Map<String, Named> formats;
    private final Map<String, Named> builtin;
    private final Map<String, List<String>> lists = new LinkedHashMap<>();

    private NamedFormats(Console console, String tool, String table, Map<String, Named> builtin) {
        this.console = console;
        this.tool = tool;
        this.table = table;
        this.builtin = builtin;
        this.formats = new LinkedHashMap<>(builtin);
    }

    /// The formats of a tool.
    ///
    /// @param tool such as `flux-jobs`
    /// @param builtin in the order in which they are shown
    /// @throws CommandFailure when a file is not what it should be
    public static NamedFormats load(Console console, String tool, Map<String, Named> builtin) {
        return load(console, tool, "", builtin);
    }

    /// The formats of one command of a tool.
    ///
    /// @param table the command, such as `list`, whose table a file has
    /// @throws CommandFailure when a file is not what it should be
    public static NamedFormats load(
            Console console, String tool, String table, Map<String, Named> builtin) {
        return load(console, tool, table, builtin, List.of());
    }

    /// The formats of one command of a tool whose table has more than formats.
    ///
    /// @param lists the keys of lists of texts that may be there
    /// @throws CommandFailure when a file is not what it should be
    public static NamedFormats load(
            Console console,
            String tool,
            String table,
            Map<String, Named> builtin,
            List<String> lists) {
        NamedFormats formats = new NamedFormats(console, tool, table, builtin);
        lists.forEach(key -> formats.lists.put(key, List.of()));
        for (Path folder : formats.folders()) {
            formats.readAll(folder);
        }
        return formats;
    }

    /// The folders, the one that counts most last.
    private List<Path> folders() {
        Map<String, String> environment = console.environment();
        List<Path> folders = new ArrayList<>();
        String own = environment.getOrDefault("XDG_CONFIG_HOME", "");
        folders.add(
                Path.of(
                        own.isEmpty() ? environment.getOrDefault("HOME", "/") + "/.config" : own,
                        "flux"));
        String shared = environment.getOrDefault("XDG_CONFIG_DIRS", "");
        for (String each : (shared.isEmpty() ? "/etc/xdg" : shared).split(":", -1)) {
            folders.add(Path.of(each, "flux"));
        }
        return folders.reversed();
    }

    private void readAll(Path folder) {
        List<Path> files = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (DirectoryStream<Path> found =
                Files.newDirectoryStream(folder, tool + ".{toml,json,yaml}")) {
            found.forEach(files::add);
        } catch (IOException e) {
            throw new CommandFailure("ERROR: cannot read " + folder);
        }
        files.stream().sorted().forEach(this::read);
    }

    private void read(Path file) {
        JsonObject config;
        try {
            String text = Files.readString(file);
            String name = file.getFileName().toString();
            if (name.endsWith(".yaml")) {
                throw new CommandFailure(
                        "ERROR: " + file + ": YAML is not read; write it as .toml or .json");
            }
            config =
                    name.endsWith(".toml")
                            ? TomlDocument.parse(text).root()
                            : JsonObject.parse(text);
        } catch (TomlException | JsonException e) {
            throw new CommandFailure("ERROR: " + file + ": " + e.getMessage());
        } catch (IOException e) {
            throw new CommandFailure("ERROR: cannot read " + file);
        }
        JsonObject own = table.isEmpty() ? config : config.object(table).orElse(JsonObject.EMPTY);
        own.members()
                .forEach(
                        (key, value) -> {
                            if (lists.containsKey(key)) {
                                lists.put(key, texts(file, key, value));
                            } else if (key.equals("formats")) {
                                add(file, value);
                            } else {
                                throw wrong(file, "invalid key " + key);
                            }
                        });
    }

    private List<String> texts(Path file, String key, JsonValue value) {
        List<String> texts = new ArrayList<>();
        if (value instanceof JsonArray array) {
            for (JsonValue item : array) {
                if (item instanceof JsonValue.Text(String text)) {
                    texts.add(text);
                }
            }
            if (texts.size() == array.size()) {
                return texts;
            }
        }
        throw wrong(file, table + "." + key + " must be a list of strings");
    }

    /// One of the lists; empty when no file has it.
    public List<String> list(String key) {
        return lists.getOrDefault(key, List.of());
    }

    private void add(Path file, JsonValue value) {
        if (!(value instanceof JsonObject named)) {
            throw wrong(file, "the 'formats' key must be a mapping");
        }
        named.members()
                .forEach(
                        (name, entry) -> {
                            if (builtin.containsKey(name)) {
                                throw wrong(
                                        file,
                                        "override of builtin format '" + name + "' not permitted");
                            }
                            formats.put(name, named(file, name, entry));
                        });
    }

    private static Named named(Path file, String name, JsonValue entry) {
        if (!(entry instanceof JsonObject object)) {
            throw wrong(file, "'formats." + name + "' must be a mapping");
        }
        Optional<JsonValue> format = object.get("format");
        if (format.isEmpty()) {
            throw wrong(file, "formats." + name + ": required key 'format' missing");
        }
        if (!(format.get() instanceof JsonValue.Text(String text))) {
            throw wrong(file, "formats." + name + ": 'format' key must be a string");
        }
        return new Named(object.text("description").orElse(""), text);
    }

    private static CommandFailure wrong(Path file, String problem) {
        return new CommandFailure("ERROR: " + file + ": " + problem);
    }

    /// The format that a `--format` asks for: itself when it is one, or that of a name. `help` and
    /// `get-config=NAME` print something instead; then there is none and the command is done.
    ///
    /// @throws CommandFailure when there is none of that name
    public Optional<String> find(String wanted) {
        return find(wanted, tool);
    }

    /// The same for another tool that has the formats of this one and a default of its own.
    public Optional<String> find(String wanted, String otherTool) {
        if (wanted.contains("{")) {
            return Optional.of(wanted);
        }
        if (wanted.equals("help")) {
            list();
            return Optional.empty();
        }
        if (wanted.startsWith("get-config=")) {
            show(wanted.substring("get-config=".length()));
            return Optional.empty();
        }
        String name = wanted.equals("default") ? usual(otherTool) : wanted;
        if (name.contains("{")) {
            return Optional.of(name);
        }
        Named found = formats.get(name);
        if (found == null) {
            throw new CommandFailure(
                    "ERROR: --format: No such format "
                            + name
                            + " (Did you mean '"
                            + name.replaceAll("\\w+", "{$0}")
                            + "'?)");
        }
        return Optional.of(found.format());
    }

    /// What `default` stands for: a variable of the environment may say.
    private String usual(String otherTool) {
        String variable =
                (otherTool + (table.isEmpty() ? "" : "-" + table)).toUpperCase(Locale.ROOT);
        return console.environment()
                .getOrDefault(variable.replace('-', '_') + "_FORMAT_DEFAULT", "default");
    }

    private void list() {
        console.out().println("\nConfigured " + tool + " output formats:\n");
        formats.forEach(
                (name, format) -> {
                    String shown = "  " + name + " ".repeat(Math.max(0, 12 - name.length()));
                    console.out()
                            .println(
                                    format.description().isEmpty()
                                            ? shown
                                            : shown + " " + format.description());
                });
    }

    private void show(String name) {
        Named format = formats.get(name);
        if (format == null) {
            throw new CommandFailure("ERROR: --format: No such format " + name);
        }
        console.out().println("[" + (table.isEmpty() ? "" : table + ".") + "formats." + name + "]");
        if (!format.description().isEmpty()) {
            console.out().println("description = \"" + format.description() + "\"");
        }
        console.out().println("format = \"" + format.format() + "\"");
    }
}
