package fluxj.coral2.dws.kubernetes;

/// Events that go on coming until it is closed.
public interface Watch extends AutoCloseable {
    /// No event comes after this.
    @Override
    void close();
}
