package fluxj.core.runat;

/// What waits in a list or runs.
sealed interface ListEntry permits ListedCommand, ListedScript {
    /// What log lines call it.
    String shown();
}
