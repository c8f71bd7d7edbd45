package fluxj.subprocess;

import fluxj.platform.ProcessSetting;

/// What to run and what to tell of it.
///
/// @param command the command
/// @param flags [ExecFlags]
/// @param localFlags [ExecFlags], the local ones
/// @param background true leaves it alone once it runs: its output goes to the log
/// @param setting what its process finds besides, such as a file as standard input
public record ExecRequest(
        Command command, int flags, int localFlags, boolean background, ProcessSetting setting) {
    /// A command whose input comes from whoever asks, if from anybody.
    public ExecRequest(Command command, int flags, int localFlags, boolean background) {
        this(command, flags, localFlags, background, ProcessSetting.USUAL);
    }

    /// A command in the foreground whose output is wanted.
    public static ExecRequest foreground(Command command) {
        return new ExecRequest(command, ExecFlags.STDOUT | ExecFlags.STDERR, 0, false);
    }

    boolean has(int flag) {
        return (flags & flag) != 0;
    }

    boolean hasLocal(int flag) {
        return (localFlags & flag) != 0;
    }
}
