package fluxj.core.event;

import fluxj.json.Key;
import fluxj.rpc.Access;
import fluxj.rpc.Empty;
import fluxj.rpc.RpcMethod;
import fluxj.wire.Payload;

import java.util.Base64;
import java.util.Optional;

/// Events as seen from outside (spec broker 7.3).
public final class EventProtocol {
    /// An event to publish.
    ///
    /// @param flags 0 or [fluxj.wire.Message#PRIVATE]
    /// @param payload bytes in base64
    public record Publish(String topic, int flags, Optional<String> payload) {
        /// An event with that payload, which may be none.
        public static Publish of(String topic, int flags, Payload payload) {
            return new Publish(
                    topic,
                    flags,
                    payload.isPresent()
                            ? Optional.of(Base64.getEncoder().encodeToString(payload.bytes()))
                            : Optional.empty());
        }
    }

    /// The number that the event got.
    public record Published(@Key("seq") int sequence) {}

    /// A topic prefix.
    public record Topic(String topic) {}

    /// Publishes an event; on rank 0.
    public static final RpcMethod<Publish, Published> PUBLISH =
            new RpcMethod<>("event.publish", Publish.class, Published.class, Access.USER);

    /// Subscribes the module that asks.
    public static final RpcMethod<Topic, Empty> SUBSCRIBE =
            new RpcMethod<>("event.subscribe", Topic.class, Empty.class, Access.OWNER);

    /// Undoes one subscription.
    public static final RpcMethod<Topic, Empty> UNSUBSCRIBE =
            new RpcMethod<>("event.unsubscribe", Topic.class, Empty.class, Access.OWNER);

    private EventProtocol() {}
}
