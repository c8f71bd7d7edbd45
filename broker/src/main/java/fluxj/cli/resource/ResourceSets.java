package fluxj.cli.resource;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.Words;
import fluxj.format.FormatException;
import fluxj.format.Idset;
import fluxj.format.IoReason;
import fluxj.job.NodeResources;
import fluxj.job.ResourceSet;
import fluxj.job.Rv1;
import fluxj.json.JsonException;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BinaryOperator;

/// Resource sets on standard input, one after the other, and on standard output.
final class ResourceSets {
    private ResourceSets() {}

    /// All that are there.
    ///
    /// @throws CommandFailure when there is none, or something else
    static List<ResourceSet> read(Console console) {
        String text;
        try {
            text = new String(console.in().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new CommandFailure("Failed to read an R object: " + IoReason.of(e));
        }
        List<ResourceSet> sets = new ArrayList<>();
        try {
            for (String value : values(text)) {
                sets.add(decoded(JsonObject.parse(value)));
            }
        } catch (JsonException e) {
            if (sets.isEmpty()) {
                throw new CommandFailure("Failed to read an R object: " + e.getMessage());
            }
        }
        if (sets.isEmpty()) {
            throw new CommandFailure(
                    "Failed to read an R object: '[' or '{' expected near end of file");
        }
        return sets;
    }

    private static ResourceSet decoded(JsonObject object) {
        try {
            return Rv1.parse(object);
        } catch (FormatException e) {
            throw new CommandFailure("Failed to decode R on stdin: " + e.getMessage());
        }
    }

    /// The values of a text in which they follow each other, each by itself.
    static List<String> values(String text) {
        List<String> values = new ArrayList<>();
        int depth = 0;
        int start = 0;
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted) {
                i += c == '\\' ? 1 : 0;
                quoted = c != '"';
                continue;
            }
            quoted = c == '"';
            depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
            if (depth == 0 && (c == '}' || c == ']')) {
                values.add(text.substring(start, i + 1));
                start = i + 1;
            }
        }
        if (!text.substring(start).isBlank()) {
            values.add(text.substring(start));
        }
        return values;
    }

    /// The sets made one, from the first to the last.
    static ResourceSet combined(
            Console console, String command, int least, BinaryOperator<ResourceSet> operation) {
        List<ResourceSet> sets = read(console);
        if (sets.size() < least) {
            throw new CommandFailure(command + " requires at least " + least + " resource sets");
        }
        ResourceSet result = sets.getFirst();
        for (ResourceSet next : sets.subList(1, sets.size())) {
            result = operation.apply(result, next).withTimes(0, 0);
        }
        return result;
    }

    static void print(Console console, ResourceSet set) {
        console.out().println(SpacedJson.of(Rv1.json(set)));
    }

    /// A JSON value of a file.
    static JsonValue json(String path) throws IOException {
        return JsonValue.parse(Files.readString(Path.of(path)));
    }

    /// A set with a property `NAME` or `NAME:RANKS`.
    static ResourceSet withProperty(ResourceSet set, String property) {
        int colon = property.indexOf(':');
        String name = colon < 0 ? property : property.substring(0, colon);
        try {
            Idset ranks = colon < 0 ? set.ranks() : ranks(name, property.substring(colon + 1));
            return set.withProperty(name, ranks);
        } catch (FormatException e) {
            throw new CommandFailure("failed to assign properties: " + e.getMessage());
        }
    }

    private static Idset ranks(String name, String text) {
        try {
            return Idset.parse(text);
        } catch (FormatException _) {
            throw new FormatException(
                    "invalid idset '%s' specified for property \"%s\"".formatted(text, name));
        }
    }

    /// What a rank has that was given cores and GPUs, a core when none.
    static NodeResources resources(Optional<String> cores, Optional<String> gpus) {
        String ids = cores.isEmpty() && gpus.isEmpty() ? "0" : cores.orElse("");
        return NodeResources.of(
                Words.idset(ids, "Failed to decode cores='" + ids + "' as idset"),
                Words.idset(
                        gpus.orElse(""),
                        "Failed to decode gpus='" + gpus.orElse("") + "' as idset"));
    }
}
