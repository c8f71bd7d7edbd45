package fluxj.coral2.dws.sim;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One directive of a workflow, which the webhook has let through (spec coral2 4.5).
///
/// @param index its place among the workflow's
/// @param command its first word, such as `jobdw`
/// @param arguments what follows, in order
record SimDirective(int index, String text, String command, Map<String, String> arguments) {
    private static final long DEFAULT_BYTES = 1L << 30;

    static SimDirective parse(int index, String text) {
        List<String> words = List.of(text.strip().split("\\s+"));
        Map<String, String> arguments = new LinkedHashMap<>();
        for (String word : words.subList(Math.min(2, words.size()), words.size())) {
            int equals = word.indexOf('=');
            if (equals > 0) {
                arguments.put(word.substring(0, equals), word.substring(equals + 1));
            }
        }
        return new SimDirective(index, text, words.size() < 2 ? "" : words.get(1), arguments);
    }

    String argument(String name) {
        return arguments.getOrDefault(name, "");
    }

    boolean is(String... commands) {
        return List.of(commands).contains(command);
    }

    /// True when it has a breakdown.
    boolean hasBreakdown() {
        return is("jobdw", "create_persistent", "persistentdw");
    }

    /// True when it makes storage.
    boolean makesStorage() {
        return is("jobdw", "create_persistent");
    }

    /// True when the job's nodes mount it.
    boolean isMounted() {
        return is("jobdw", "persistentdw");
    }

    /// The name of the variable that says where it is mounted.
    String variable() {
        return (is("jobdw") ? "DW_JOB_" : "DW_PERSISTENT_") + argument("name").replace('-', '_');
    }

    /// How many bytes it asks for.
    long capacity() {
        return ByteCount.parse(argument("capacity")).orElse(DEFAULT_BYTES);
    }
}
