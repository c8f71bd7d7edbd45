package fluxj.cli.job.spec;

import fluxj.format.FormatException;
import fluxj.format.IoReason;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// The environment of a job by the rules of `--env`, `--env-remove` and `--env-file`.
final class EnvironmentRules {
    private static final Pattern PLACEHOLDER =
            Pattern.compile(
                    "\\$(?:(\\$)|([_a-zA-Z][_a-zA-Z0-9]*)|\\{([_a-zA-Z][_a-zA-Z0-9]*)\\})?");

    private final Map<String, String> own;
    private final Map<String, String> environment;
    private final Map<String, String> templates = new LinkedHashMap<>();

    /// @param own the environment of this process
    EnvironmentRules(Map<String, String> own) {
        this.own = own;
        environment = new LinkedHashMap<>(own);
    }

    /// The variables.
    Map<String, String> environment() {
        return environment;
    }

    /// The variables with mustache templates, which the shell expands.
    Map<String, String> templates() {
        return templates;
    }

    /// Applies rules one after the other.
    ///
    /// @throws FormatException for a rule that cannot be applied
    void apply(List<String> rules) {
        for (String rule : rules) {
            if (rule.startsWith("-")) {
                Pattern pattern = pattern(rule.substring(1));
                environment.keySet().removeIf(name -> pattern.matcher(name).lookingAt());
            } else if (rule.startsWith("^")) {
                apply(lines(rule.substring(1)));
            } else {
                set(rule);
            }
        }
    }

    private static Pattern pattern(String text) {
        try {
            return Glob.of(text);
        } catch (PatternSyntaxException e) {
            throw new FormatException("--env: " + e.getDescription() + " in '" + text + "'");
        }
    }

    private List<String> lines(String name) {
        String home = own.getOrDefault("HOME", "");
        String path = name.equals("~") || name.startsWith("~/") ? home + name.substring(1) : name;
        try {
            return Files.readAllLines(Path.of(path)).stream().map(String::strip).toList();
        } catch (IOException e) {
            throw new FormatException("--env: " + IoReason.of(e) + ": '" + path + "'");
        }
    }

    private void set(String rule) {
        int equals = rule.indexOf('=');
        if (equals < 0) {
            Pattern pattern = pattern(rule);
            own.forEach(
                    (name, value) -> {
                        if (pattern.matcher(name).lookingAt()) {
                            environment.putIfAbsent(name, value);
                        }
                    });
            return;
        }
        String name = rule.substring(0, equals);
        String value = rule.substring(equals + 1);
        if (value.contains("{{")) {
            templates.put(name, value);
        } else {
            environment.put(name, expanded(value, rule));
        }
    }

    private String expanded(String value, String rule) {
        Matcher matcher = PLACEHOLDER.matcher(value);
        StringBuilder out = new StringBuilder();
        while (matcher.find()) {
            String bare = matcher.group(2);
            String variable = bare == null ? matcher.group(3) : bare;
            if (matcher.group(1) != null) {
                matcher.appendReplacement(out, "\\$");
            } else if (variable == null) {
                throw new FormatException("--env: Unable to substitute " + rule);
            } else {
                String found = environment.getOrDefault(variable, own.get(variable));
                if (found == null) {
                    throw new FormatException(
                            "--env: Variable '" + variable + "' not found in " + rule);
                }
                matcher.appendReplacement(out, Matcher.quoteReplacement(found));
            }
        }
        return matcher.appendTail(out).toString();
    }
}
