package fluxj.services.jobexec;

/// What a job may be waiting for in time. One alarm of a kind is set at most.
enum Alarm {
    /// Its time is up.
    EXPIRATION,
    /// Its tasks get the next signal.
    KILL_TASKS,
    /// Its shells get the next signal.
    KILL_SHELLS,
    /// It is given up.
    MAX_KILL,
    /// Its shells have outlived the first one for too long.
    SHELL_EXIT,
    /// The shells that have just ended are looked at together.
    EXIT_BATCH,
    /// Its shells have not come together.
    BARRIER,
    /// It is a mock job and done.
    MOCK_RUN
}
