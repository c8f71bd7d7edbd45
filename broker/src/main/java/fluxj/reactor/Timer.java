package fluxj.reactor;

/// A task waiting for its time.
public interface Timer {
    /// Forgets the task; harmless when it has run or was forgotten before.
    void cancel();
}
