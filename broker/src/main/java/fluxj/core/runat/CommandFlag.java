package fluxj.core.runat;

/// How a command of a list is run.
public enum CommandFlag {
    /// Its output goes to the log; otherwise it shares the broker's standard streams.
    LOG_STDIO,
    /// It stays in the broker's process group; otherwise it leads its own.
    NO_SETPGRP,
    /// It is a shell that somebody sits at.
    INTERACTIVE
}
