package fluxj.rpc;

import fluxj.reactor.Reactor;

import java.time.Duration;
import java.util.function.LongSupplier;

/// Tells whether whoever reads a stream is behind, and when it no longer is. Nobody says when what
/// waits for a reader has drained: while it is behind, and only then, it is looked at again and
/// again.
public final class SlowReader {
    /// So many bytes wait for one that is behind.
    public static final long LIMIT = 2 << 20;

    private static final Duration LOOK_AGAIN = Duration.ofMillis(5);

    private final Reactor reactor;
    private final LongSupplier backlog;
    private final Runnable onCaughtUp;
    private boolean checking;

    /// @param backlog bytes that wait for the reader, such as [StreamCall#backlog]
    /// @param onCaughtUp runs some time after [#isBehind] was true, when it is not any more
    public SlowReader(Reactor reactor, LongSupplier backlog, Runnable onCaughtUp) {
        this.reactor = reactor;
        this.backlog = backlog;
        this.onCaughtUp = onCaughtUp;
    }

    /// True when it gets nothing more for now.
    public boolean isBehind() {
        boolean behind = backlog.getAsLong() >= LIMIT;
        if (behind && !checking) {
            checking = true;
            reactor.after(LOOK_AGAIN, this::check);
        }
        return behind;
    }

    private void check() {
        checking = false;
        if (!isBehind()) {
            onCaughtUp.run();
        }
    }
}
