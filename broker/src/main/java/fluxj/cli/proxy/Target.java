package fluxj.cli.proxy;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What a user named: a scheme, a path and options behind a question mark, as in
/// `jobid:f1234/f56?local`. Without a scheme it is a job.
///
/// @param options such as `local`, `remote` and `wait`
record Target(String scheme, String path, List<String> options) {
    private static final Pattern PARTS =
            Pattern.compile("(?:([a-zA-Z][a-zA-Z0-9+.-]*):)?([^?#]*)(?:\\?([^#]*))?(?:#.*)?");
    private static final String JOB = "jobid";

    /// Reads a target.
    static Target parse(String text) {
        Matcher parts = PARTS.matcher(text);
        if (!parts.matches()) {
            return new Target(JOB, text, List.of());
        }
        String query = parts.group(3) == null ? "" : parts.group(3);
        return new Target(
                parts.group(1) == null ? JOB : parts.group(1),
                parts.group(2),
                Arrays.stream(query.split("[&?]", -1))
                        .map(option -> option.replaceFirst("=.*", ""))
                        .filter(option -> !option.isEmpty())
                        .toList());
    }

    /// True when an option was given.
    boolean has(String option) {
        return options.contains(option);
    }

    /// The names between the slashes of the path, `/` first for one that begins with it.
    List<String> steps() {
        List<String> steps =
                Arrays.stream(path.split("/+", -1))
                        .filter(step -> !step.isEmpty() && !step.equals("."))
                        .toList();
        return path.startsWith("/")
                ? Stream.concat(Stream.of("/"), steps.stream()).toList()
                : steps;
    }

    /// The first of the steps; empty when there is none.
    String first() {
        return steps().isEmpty() ? "" : steps().getFirst();
    }
}
