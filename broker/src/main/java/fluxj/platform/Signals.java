package fluxj.platform;

import java.util.List;
import java.util.function.IntConsumer;

/// Signals sent to this process, brought to the reactor.
public interface Signals extends AutoCloseable {
    /// From now on these signals run `handler` with their number on the reactor, instead of what
    /// they did before. A later call for the same number takes over. Numbers the runtime keeps for
    /// itself are left alone and returned.
    List<Integer> handle(List<Integer> signums, IntConsumer handler);

    /// From now on these signals do nothing.
    void ignore(List<Integer> signums);

    /// Sends a signal to every process of this one's group, itself included.
    void raiseInGroup(int signum);

    /// Puts everything back as it was.
    @Override
    void close();
}
