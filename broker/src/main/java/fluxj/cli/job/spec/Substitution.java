package fluxj.cli.job.spec;

import fluxj.format.FormatException;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What stands in braces in a command and its options, and what takes its place: `{}`, `{0}` and
/// `{1.%}` are inputs of `bulksubmit`, `{seq}`, `{seq1}` and `{cc}` numbers. Doubled braces, which
/// a job's shell expands, stay as they are.
public final class Substitution {
    private final List<String> inputs;
    private final Map<String, String> names;
    private final PythonMethods methods;

    /// One in which no methods are defined.
    ///
    /// @param inputs by their positions
    /// @param names such as `seq`
    public Substitution(List<String> inputs, Map<String, String> names) {
        this(inputs, names, new PythonMethods(List.of()));
    }

    /// @param inputs by their positions
    /// @param names such as `seq`
    /// @param methods what a user has defined
    public Substitution(List<String> inputs, Map<String, String> names, PythonMethods methods) {
        this.inputs = List.copyOf(inputs);
        this.names = new LinkedHashMap<>(names);
        this.methods = methods;
    }

    /// That of the copy of a job with that number.
    public static Substitution ofCopy(int number) {
        return new Substitution(List.of(), Map.of("cc", Integer.toString(number)));
    }

    /// The words of a command.
    ///
    /// @throws FormatException for braces that stand for nothing
    public List<String> words(List<String> words) {
        List<String> out = new ArrayList<>();
        for (String word : words) {
            try {
                out.addAll(
                        List.of(new Template(word).text().split(PythonMethods.BETWEEN_ITEMS, -1)));
            } catch (Missing e) {
                throw new FormatException("Invalid replacement string in command: '" + word + "'");
            }
        }
        return out;
    }

    /// The same options with their values substituted, those that are ever substituted into.
    ///
    /// @throws FormatException for braces that stand for nothing
    public OptionValues apply(OptionValues options) {
        OptionValues out = options.copy();
        for (JobOption option : JobOption.values()) {
            if (option.isSubstituted() && options.has(option)) {
                out.replace(
                        option, options.list(option).stream().map(v -> value(option, v)).toList());
            }
        }
        return out;
    }

    private String value(JobOption option, String value) {
        try {
            return new Template(value).text();
        } catch (Missing e) {
            throw new FormatException(
                    e.isIndex()
                            ? "Invalid replacement index in " + option.shown() + value + "'"
                            : "Replacement key '"
                                    + e.getMessage()
                                    + "' not found in '"
                                    + option.shown()
                                    + value
                                    + "'");
        }
    }

    /// How `bulksubmit` shows a job: the options that were substituted into and the command.
    public static String shown(OptionValues before, OptionValues after, List<String> words) {
        List<String> out = new ArrayList<>();
        for (JobOption option : JobOption.values()) {
            boolean changed =
                    option == JobOption.CC || !before.list(option).equals(after.list(option));
            if (option.isSubstituted() && after.has(option) && changed) {
                List<String> list = after.list(option);
                String value =
                        option.kind() == JobOption.Kind.LIST
                                ? "['" + String.join("', '", list) + "']"
                                : list.getLast();
                out.add(option.shown() + value);
            }
        }
        out.addAll(words);
        return String.join(" ", out);
    }

    /// Braces that stand for nothing.
    private static final class Missing extends Exception {
        private static final long serialVersionUID = 1L;

        private final boolean index;

        Missing(String name, boolean index) {
            super(name);
            this.index = index;
        }

        boolean isIndex() {
            return index;
        }
    }

    private final class Template {
        private final String pattern;
        private int automatic;

        Template(String pattern) {
            this.pattern = pattern;
        }

        /// The text with everything substituted.
        String text() throws Missing {
            StringBuilder out = new StringBuilder();
            int at = 0;
            while (at < pattern.length()) {
                if (pattern.startsWith("{{", at) || pattern.startsWith("}}", at)) {
                    out.append(pattern, at, at + 2);
                    at += 2;
                } else if (pattern.charAt(at) == '{') {
                    int end = pattern.indexOf('}', at);
                    if (end < 0) {
                        throw new FormatException("expected '}' before end of string");
                    }
                    out.append(field(pattern.substring(at + 1, end)));
                    at = end + 1;
                } else if (pattern.charAt(at) == '}') {
                    throw new FormatException("Single '}' encountered in format string");
                } else {
                    out.append(pattern.charAt(at++));
                }
            }
            return out.toString();
        }

        private String field(String field) throws Missing {
            int dot = field.indexOf('.');
            String name = dot < 0 ? field : field.substring(0, dot);
            String value;
            if (name.isEmpty()) {
                value = input(automatic++);
            } else if (name.chars().allMatch(c -> c >= '0' && c <= '9')) {
                value = input(Integer.parseInt(name));
            } else if (names.containsKey(name)) {
                return names.getOrDefault(name, "");
            } else {
                throw new Missing(name, false);
            }
            return dot < 0 ? value : InputMethods.apply(field.substring(dot + 1), value, methods);
        }

        private String input(int index) throws Missing {
            if (index >= inputs.size()) {
                throw new Missing(Integer.toString(index), true);
            }
            return inputs.get(index);
        }
    }
}
