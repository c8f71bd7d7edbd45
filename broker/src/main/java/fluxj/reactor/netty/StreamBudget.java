package fluxj.reactor.netty;

import fluxj.errors.FluxException;

import java.util.Optional;

/// The memory that one stream may take for messages which are on their way in or wait to go out.
public interface StreamBudget {
    /// No bounds.
    StreamBudget UNLIMITED =
            new StreamBudget() {
                @Override
                public Optional<FluxException> admit(int bytes) {
                    return Optional.empty();
                }

                @Override
                public boolean take(long bytes) {
                    return true;
                }

                @Override
                public void give(long bytes) {}
            };

    /// Takes room for a message of that announced length before it arrives; why there is none,
    /// otherwise.
    Optional<FluxException> admit(int bytes);

    /// Takes room for bytes that wait for the peer to read; false when there is none.
    boolean take(long bytes);

    /// Gives back what [#admit] or [#take] took.
    void give(long bytes);
}
