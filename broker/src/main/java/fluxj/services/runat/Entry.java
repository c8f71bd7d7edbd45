package fluxj.services.runat;

import java.util.List;

/// One command of a list.
///
/// @param display how log lines call it
/// @param logged its output goes to the log; otherwise it shares the broker's own streams
/// @param ownGroup it leads a process group of its own
record Entry(List<String> argv, String display, boolean logged, boolean ownGroup) {
    /// A command line for the shell, its output in the log.
    static Entry shell(String shell, String line) {
        return new Entry(List.of(shell, "-c", line), line, true, true);
    }
}
