package fluxj.coral2.dws.apiserver.store;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// What a directive may say (spec coral2 4.5): near node flash's rules and the words in which Data
/// Workflow Services refuses what breaks them.
final class DirectiveRules {
    private static final String NAME = "[a-z][a-z0-9-]+";
    private static final String TYPE = "raw|xfs|gfs2|lustre";
    private static final String CAPACITY = "\\d+(?:KiB|KB|MiB|MB|GiB|GB|TiB|TB)";
    private static final String REQUIRES = "copy-offload|user-container-auth";
    private static final Argument VARIABLE =
            new Argument("(DW_JOB_|DW_PERSISTENT_|DW_GLOBAL_)[a-z][a-z0-9_]+", "", Need.MAY);

    /// Whether an argument must be there.
    private enum Need {
        MUST,
        MAY,
        /// It must, and no other directive of the command may have its value.
        ALONE
    }

    /// @param key a pattern of its name
    /// @param value a pattern of its value, empty for any
    private record Argument(String key, String value, Need need) {}

    private static final Map<String, List<Argument>> COMMANDS = commands();

    private final Set<String> taken = new LinkedHashSet<>();

    private DirectiveRules() {}

    private static Map<String, List<Argument>> commands() {
        Argument type = new Argument("type", TYPE, Need.MUST);
        Argument profile = new Argument("profile", NAME, Need.MAY);
        Argument requires = new Argument("requires", REQUIRES, Need.MAY);
        Argument name = new Argument("name", NAME, Need.MUST);
        Argument ownName = new Argument("name", NAME, Need.ALONE);
        Argument source = new Argument("source", "", Need.MUST);
        Argument destination = new Argument("destination", "", Need.MUST);
        Argument needed = new Argument("capacity", CAPACITY, Need.MUST);
        Argument possible = new Argument("capacity", CAPACITY, Need.MAY);
        return Map.of(
                "jobdw", List.of(type, needed, ownName, profile, requires),
                "create_persistent", List.of(type, possible, ownName, profile),
                "destroy_persistent", List.of(ownName),
                "persistentdw", List.of(name, requires),
                "copy_in", List.of(source, destination, profile),
                "copy_out", List.of(source, destination, profile),
                "container", List.of(name, new Argument("profile", NAME, Need.MUST), VARIABLE));
    }

    /// What is wrong with a workflow's directives; empty when nothing is.
    static Optional<String> complaint(List<String> directives) {
        DirectiveRules rules = new DirectiveRules();
        for (String directive : directives) {
            Optional<String> wrong = rules.check(directive);
            if (wrong.isPresent()) {
                return wrong;
            }
        }
        return Optional.empty();
    }

    private Optional<String> check(String directive) {
        List<String> words = List.of(directive.strip().split("\\s+"));
        if (!words.getFirst().equals("#DW")) {
            return Optional.of("missing '#DW' prefix in directive '" + directive + "'");
        }
        Map<String, String> given = new LinkedHashMap<>();
        for (String word : words.subList(Math.min(2, words.size()), words.size())) {
            int equals = word.indexOf('=');
            String key = equals < 0 ? word : word.substring(0, equals);
            if (given.put(key, equals < 0 ? "" : word.substring(equals + 1)) != null) {
                return Optional.of(
                        "repeated argument '" + key + "' in directive '" + directive + "'");
            }
        }
        String command = words.size() < 2 ? "" : words.get(1);
        List<Argument> arguments = COMMANDS.get(command);
        if (arguments == null) {
            return Optional.of("invalid directive '" + directive + "'");
        }
        return check(command, arguments, given);
    }

    private Optional<String> check(
            String command, List<Argument> arguments, Map<String, String> given) {
        List<Argument> met = new ArrayList<>();
        for (var entry : given.entrySet()) {
            Optional<Argument> argument =
                    arguments.stream()
                            .filter(each -> Pattern.matches(each.key(), entry.getKey()))
                            .findFirst();
            if (argument.isEmpty()) {
                return Optional.of("unsupported argument '" + entry.getKey() + "'");
            }
            Optional<String> wrong = check(command, argument.get(), entry);
            if (wrong.isPresent()) {
                return wrong;
            }
            met.add(argument.get());
        }
        return arguments.stream()
                .filter(each -> each.need() != Need.MAY && !met.contains(each))
                .findFirst()
                .map(each -> "missing required argument '^" + each.key() + "$'");
    }

    private Optional<String> check(
            String command, Argument argument, Map.Entry<String, String> given) {
        String key = given.getKey();
        String value = given.getValue();
        if (value.isEmpty()) {
            return Optional.of("argument '" + key + "' requires value");
        }
        if (argument.value().equals(REQUIRES)) {
            return checkList(key, value);
        }
        if (!argument.value().isEmpty() && !Pattern.matches(argument.value(), value)) {
            return Optional.of("argument '" + key + "' invalid string '" + value + "'");
        }
        if (argument.need() == Need.ALONE && !taken.add(command + "/" + value)) {
            return Optional.of(
                    "value '" + value + "' must be unique within '" + command + "_name'");
        }
        return Optional.empty();
    }

    private static Optional<String> checkList(String key, String value) {
        Set<String> seen = new LinkedHashSet<>();
        for (String word : value.split(",", -1)) {
            String about = "argument '" + key + "' ";
            if (!Pattern.matches(REQUIRES, word)) {
                return Optional.of(about + "invalid string '" + word + "' in list '" + value + "'");
            }
            if (!seen.add(word)) {
                return Optional.of(about + "word '" + word + "' repeated in list '" + value + "'");
            }
        }
        return Optional.empty();
    }
}
