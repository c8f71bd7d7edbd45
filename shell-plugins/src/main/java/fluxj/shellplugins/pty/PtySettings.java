package fluxj.shellplugins.pty;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.FormatException;
import fluxj.format.Idset;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.shell.spi.ShellFailure;
import fluxj.shell.spi.ShellOptions;

import java.util.List;
import java.util.Optional;

/// The option `pty`: tasks with a terminal (spec services 15.5).
///
/// @param ranks which tasks have one; all when absent
/// @param capture true makes what is printed there the tasks' output
/// @param interactive true lets a user attach to that of task 0, who is waited for
record PtySettings(Optional<Idset> ranks, boolean capture, boolean interactive) {
    private static final List<String> MEMBERS = List.of("ranks", "capture", "interactive");
    private static final Idset FIRST = Idset.of(0);

    /// The option; empty when it was not given.
    ///
    /// @throws ShellFailure when it is none
    /// @throws FluxException EINVAL when its ranks are none
    static Optional<PtySettings> of(ShellOptions options) {
        return options.value("pty")
                .map(
                        value ->
                                value instanceof JsonObject group
                                        ? of(group)
                                        : new PtySettings(Optional.empty(), true, false));
    }

    private static PtySettings of(JsonObject group) {
        for (String member : group.keys()) {
            if (!MEMBERS.contains(member)) {
                throw invalid("1 object item(s) left unpacked: " + member);
            }
        }
        boolean interactive = flag(group, "interactive").orElse(false);
        return new PtySettings(
                ranks(group, interactive),
                flag(group, "capture").orElse(!interactive),
                interactive);
    }

    private static Optional<Boolean> flag(JsonObject group, String name) {
        return group.get(name)
                .map(
                        value -> {
                            if (value instanceof JsonValue.Whole(long number)) {
                                return number != 0;
                            }
                            throw invalid("Expected integer, got " + value.typeName());
                        });
    }

    private static Optional<Idset> ranks(JsonObject group, boolean interactive) {
        String text =
                switch (group.get("ranks").orElse(JsonValue.Null.NULL)) {
                    case JsonValue.Text(String ids) -> ids;
                    case JsonValue.Whole(long rank) -> Long.toString(rank);
                    case JsonValue _ -> interactive ? "0" : "all";
                };
        if (text.equals("all")) {
            return Optional.empty();
        }
        try {
            return Optional.of(Idset.parse(text));
        } catch (FormatException e) {
            throw new FluxException(Errno.EINVAL, "invalid shell pty option: ranks: " + text);
        }
    }

    private static ShellFailure invalid(String why) {
        return new ShellFailure("invalid shell pty option: " + why);
    }

    /// The tasks of a shell that have a terminal by the option's word alone.
    Idset among(Idset tasks) {
        return ranks.map(tasks::intersect).orElse(tasks);
    }

    /// Those that have one: task 0 always when somebody may attach to it.
    Idset with(Idset tasks) {
        Idset chosen = among(tasks);
        return isAdded(tasks) ? chosen.union(FIRST) : chosen;
    }

    /// True when task 0 is one of the shell's and has a terminal although it was not named.
    boolean isAdded(Idset tasks) {
        return interactive && tasks.contains(0) && !among(tasks).contains(0);
    }
}
