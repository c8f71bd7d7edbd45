package fluxj.jobtap;

/// The order in which a plugin is told of the jobs that are active when it is loaded.
public enum LoadOrder {
    /// As they come.
    NONE,
    /// By state, those that wait first, then by id.
    STATE,
    /// By state, those that run first, then by id.
    REVERSE_STATE
}
