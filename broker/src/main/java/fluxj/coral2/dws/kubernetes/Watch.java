package fluxj.coral2.dws.kubernetes;

import fluxj.reactor.Promise;
import fluxj.rpc.Empty;

/// Events that go on coming until it is closed.
public interface Watch extends AutoCloseable {
    /// Lists now, besides what streams in: done when all that is there at this moment has been
    /// told.
    Promise<Empty> refresh();

    /// No event comes after this.
    @Override
    void close();
}
