package fluxj.cli.resource;

import fluxj.cli.Console;
import fluxj.cli.format.NamedFormats;
import fluxj.cli.format.NamedFormats.Named;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The formats of the room's commands that have names.
final class ResourceFormats {
    private static final String HIDDEN = "hidden-queues";

    private ResourceFormats() {}

    private static Optional<String> find(
            Console console, String command, String wanted, Map<String, Named> builtin) {
        return load(console, command, builtin).find(wanted);
    }

    private static NamedFormats load(Console console, String command, Map<String, Named> builtin) {
        return NamedFormats.load(
                console,
                "flux-resource",
                command,
                builtin,
                command.equals("list") ? List.of(HIDDEN) : List.of());
    }

    /// The queues that a list does not name unless it is asked for them.
    static Set<String> hiddenQueues(Console console) {
        return new LinkedHashSet<>(load(console, "list", Map.of()).list(HIDDEN));
    }

    static Optional<String> status(Console console, String wanted) {
        Map<String, Named> formats = new LinkedHashMap<>();
        formats.put(
                "default",
                new Named(
                        "Default flux-resource status format string",
                        "{state:>12} {color_up}{up:>2}{color_off} {nnodes:>6} {nodelist}"));
        formats.put(
                "long",
                new Named(
                        "Long flux-resource status format string",
                        "{state:>12} {color_up}{up:>2}{color_off} {nnodes:>6}"
                                + " +:{reason:<30.30} {nodelist}"));
        return find(console, "status", wanted, formats);
    }

    static Optional<String> drain(Console console, String wanted) {
        Map<String, Named> formats = new LinkedHashMap<>();
        formats.put(
                "long",
                new Named(
                        "Long flux-resource drain format string",
                        "{timestamp!d:%b%d %R::<12} {state:<8.8} {ranks:<8.8+}"
                                + " +:{reason:<30.30} {nodelist}"));
        formats.put(
                "default",
                new Named(
                        "Default flux-resource drain format string",
                        "{timestamp!d:%b%d %R::<12} {state:<8.8} {reason:<30.30+} {nodelist}"));
        return find(console, "drain", wanted, formats);
    }

    static Optional<String> list(Console console, String wanted) {
        Map<String, Named> formats = new LinkedHashMap<>();
        String columns =
                "{state:>10} ?+:{queue:<5} ?:{propertiesx:<10.10+} {nnodes:>6} +:{ncores:>6} ";
        formats.put(
                "default",
                new Named(
                        "Default flux-resource list format string",
                        columns + "?+:{ngpus:>5} {nodelist}"));
        formats.put(
                "rlist",
                new Named(
                        "Format including resource list details",
                        columns + "?:+{ngpus:>5} {rlist}"));
        return find(console, "list", wanted, formats);
    }
}
