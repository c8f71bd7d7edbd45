package fluxj.core.runat;

/// The entry of a list that runs now.
interface RunningEntry {
    /// Begins; its owner is told when it is over.
    void start();

    /// Asks it to end.
    void hangUp();

    /// Whoever runs it.
    interface Owner {
        /// It is over.
        ///
        /// @param rc its exit code
        /// @param how what became of it, for the log
        void ended(int rc, String how);
    }
}
