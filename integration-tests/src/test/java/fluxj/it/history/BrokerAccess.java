package fluxj.it.history;

import fluxj.reactor.Promise;
import fluxj.wire.Payload;
import fluxj.wire.Response;

/// A way into one broker, of a process or of the simulator.
public interface BrokerAccess {
    /// The broker's rank.
    int rank();

    /// Sends a request to the broker's own services.
    Promise<Response> request(String topic, Payload payload);
}
