package fluxj.cli.job.spec;

import fluxj.format.FormatException;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// The resource limits that a job takes over, by the rules of `--rlimit`.
public final class ResourceLimits {
    /// No limit.
    public static final long UNLIMITED = -1;

    private static final List<String> KEPT_BACK =
            List.of(
                    "-memlock",
                    "-ofile",
                    "-msgqueue",
                    "-nice",
                    "-rtprio",
                    "-rttime",
                    "-sigpending");

    /// Names in a jobspec and in `/proc/self/limits`, in the order of a jobspec.
    private static final List<List<String>> NAMES =
            List.of(
                    List.of("cpu", "Max cpu time"),
                    List.of("fsize", "Max file size"),
                    List.of("data", "Max data size"),
                    List.of("stack", "Max stack size"),
                    List.of("core", "Max core file size"),
                    List.of("nofile", "Max open files"),
                    List.of("ofile", "Max open files"),
                    List.of("as", "Max address space"),
                    List.of("rss", "Max resident set"),
                    List.of("nproc", "Max processes"),
                    List.of("memlock", "Max locked memory"),
                    List.of("msgqueue", "Max msgqueue size"),
                    List.of("nice", "Max nice priority"),
                    List.of("rtprio", "Max realtime priority"),
                    List.of("rttime", "Max realtime timeout"),
                    List.of("sigpending", "Max pending signals"));

    private ResourceLimits() {}

    /// The soft limits in the text of `/proc/PID/limits`.
    public static Map<String, Long> parse(List<String> lines) {
        Map<String, Long> limits = new LinkedHashMap<>();
        for (List<String> name : NAMES) {
            for (String line : lines) {
                if (line.startsWith(name.get(1) + " ")) {
                    String values = line.substring(name.get(1).length()).strip();
                    String soft = values.substring(0, values.indexOf(' '));
                    limits.put(
                            name.get(0),
                            soft.equals("unlimited") ? UNLIMITED : Long.parseUnsignedLong(soft));
                }
            }
        }
        return limits;
    }

    /// The limits that the rules leave; a rule may hold several with commas between them.
    ///
    /// @throws FormatException for an unknown name or a value that is no number
    static Map<String, Long> filtered(Map<String, Long> current, List<String> rules) {
        Map<String, Long> limits = new LinkedHashMap<>(current);
        KEPT_BACK.forEach(rule -> apply(limits, current, rule));
        rules.forEach(
                several -> {
                    for (String rule : several.split(",", -1)) {
                        apply(limits, current, rule);
                    }
                });
        return limits;
    }

    private static void apply(Map<String, Long> limits, Map<String, Long> current, String rule) {
        int equals = rule.indexOf('=');
        if (rule.startsWith("-")) {
            Pattern pattern = pattern(rule.substring(1).toLowerCase(Locale.ROOT));
            limits.keySet().removeIf(name -> pattern.matcher(name).lookingAt());
        } else if (equals < 0) {
            String name = rule.toLowerCase(Locale.ROOT);
            Pattern pattern = Glob.of(name.startsWith("/") ? "[/]" + name.substring(1) : name);
            boolean any = false;
            for (Map.Entry<String, Long> limit : current.entrySet()) {
                if (pattern.matcher(limit.getKey()).matches()) {
                    limits.put(limit.getKey(), limit.getValue());
                    any = true;
                }
            }
            if (!any) {
                throw new FormatException("No corresponding rlimit matching \"" + name + "\"");
            }
        } else {
            set(limits, rule.substring(0, equals), rule.substring(equals + 1));
        }
    }

    private static Pattern pattern(String text) {
        try {
            return Glob.of(text);
        } catch (PatternSyntaxException e) {
            throw new FormatException("--rlimit: " + e.getDescription() + " in '" + text + "'");
        }
    }

    private static void set(Map<String, Long> limits, String given, String value) {
        String name = given.toLowerCase(Locale.ROOT);
        if (NAMES.stream().noneMatch(known -> known.get(0).equals(name))) {
            throw new FormatException("Invalid rlimit \"" + given + "\"");
        }
        if (value.equals("unlimited") || value.equals("infinity") || value.equals("inf")) {
            limits.put(name, UNLIMITED);
            return;
        }
        try {
            limits.put(name, Long.parseLong(value.strip().replace("_", "")));
        } catch (NumberFormatException e) {
            throw new FormatException("Invalid value in " + given + "=" + value);
        }
    }
}
