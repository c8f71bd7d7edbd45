package fluxj.core.runat;

import java.util.List;
import java.util.Set;

/// A command that waits in a list or runs.
///
/// @param shown what log lines call it
record ListedCommand(List<String> argv, String shown, Set<CommandFlag> flags) implements ListEntry {
    boolean logsOutput() {
        return flags.contains(CommandFlag.LOG_STDIO);
    }

    boolean isInteractive() {
        return flags.contains(CommandFlag.INTERACTIVE);
    }

    boolean ownGroup() {
        return !flags.contains(CommandFlag.NO_SETPGRP);
    }
}
