package fluxj.coral2.dws.sim;

import fluxj.coral2.dws.sim.allocation.BreakdownPart;
import fluxj.coral2.dws.sim.allocation.ByteCount;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One directive of a workflow, which the webhook has let through (spec coral2 4.5).
///
/// @param index its place among the workflow's
/// @param command its first word, such as `jobdw`
/// @param arguments what follows, in order
record SimDirective(int index, String text, String command, Map<String, String> arguments) {
    /// Where the global Lustre file systems are mounted.
    private static final List<String> GLOBAL = List.of("/lus", "/p");

    private static final String JOB = "$DW_JOB_";
    private static final String PERSISTENT = "$DW_PERSISTENT_";
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

    /// What is wrong with where it copies from or to: that must be a directive's own storage or a
    /// global Lustre file system.
    ///
    /// @param all the workflow's directives
    Optional<String> stagingComplaint(List<SimDirective> all) {
        if (!is("copy_in", "copy_out")) {
            return Optional.empty();
        }
        return placeComplaint(argument("source"), all)
                .or(() -> placeComplaint(argument("destination"), all));
    }

    private static Optional<String> placeComplaint(String path, List<SimDirective> all) {
        if (path.startsWith(JOB)) {
            Optional<SimDirective> storage = storage("jobdw", path, all);
            if (storage.isEmpty()) {
                return Optional.of("job storage instance '" + name(path, JOB) + "' not found");
            }
            return storage.get().argument("type").equals("raw")
                    ? Optional.of("data movement can not be used with raw allocations")
                    : Optional.empty();
        }
        if (path.startsWith(PERSISTENT)) {
            return storage("persistentdw", path, all).isPresent()
                    ? Optional.empty()
                    : Optional.of(
                            "persistentdw directive mentioning '"
                                    + name(path, PERSISTENT)
                                    + "' not found");
        }
        return GLOBAL.stream().anyMatch(root -> (path + "/").startsWith(root + "/"))
                ? Optional.empty()
                : Optional.of("global Lustre file system containing '" + path + "' not found");
    }

    private static Optional<SimDirective> storage(
            String command, String path, List<SimDirective> all) {
        String variable = name(path, "$");
        return all.stream()
                .filter(each -> each.is(command) && each.variable().equals(variable))
                .findFirst();
    }

    private static String name(String path, String prefix) {
        int slash = path.indexOf('/');
        return path.substring(prefix.length(), slash < 0 ? path.length() : slash);
    }

    /// What the storage that it makes needs.
    List<BreakdownPart> parts() {
        return BreakdownPart.of(argument("type"), capacity());
    }
}
