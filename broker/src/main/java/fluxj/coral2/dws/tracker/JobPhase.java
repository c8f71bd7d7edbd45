package fluxj.coral2.dws.tracker;

/// How far a job has come, as its rabbits see it (spec coral2 4.1).
public enum JobPhase {
    /// Its workflow is being made: it waits in DEPEND.
    CREATING,
    /// It waits for something else before it gets resources.
    PENDING,
    /// Its file systems are being made and mounted: the prolog holds it.
    SETUP,
    /// Its tasks run, or are about to.
    RUNNING,
    /// Its file systems are unmounted, copied out and cleared: the epilog holds it.
    EPILOG,
    /// It is in CLEANUP, and rabbits do not hold it.
    CLEANUP,
    /// It is over.
    INACTIVE
}
