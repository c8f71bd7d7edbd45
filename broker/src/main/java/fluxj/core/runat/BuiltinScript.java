package fluxj.core.runat;

import java.util.function.IntConsumer;

/// A list of [Runat] that is no commands but a part of the broker, such as rc1 without `flux
/// modprobe`.
public interface BuiltinScript {
    /// Runs it and gives its exit code.
    void start(IntConsumer onDone);

    /// Asks it to end, and to skip the rest.
    void abort();
}
