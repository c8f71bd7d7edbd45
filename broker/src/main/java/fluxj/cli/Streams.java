package fluxj.cli;

import fluxj.client.FluxClient;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonObject;
import fluxj.reactor.Deferred;
import fluxj.rpc.Empty;
import fluxj.wire.Message;
import fluxj.wire.Payload;
import fluxj.wire.Response;

import java.util.function.Consumer;

/// Streaming requests of commands that do nothing else meanwhile.
public final class Streams {
    private Streams() {}

    /// Hands over each item until the service ends the stream well.
    ///
    /// @throws FluxException the error that ended it
    public static void follow(
            FluxClient client, String topic, JsonObject body, Consumer<JsonObject> onItem) {
        followRaw(client, topic, body, response -> onItem.accept(FluxClient.body(response)));
    }

    /// The same with whole responses.
    public static void followRaw(
            FluxClient client, String topic, JsonObject body, Consumer<Response> onItem) {
        Deferred<Empty> end = new Deferred<>();
        client.rpc()
                .openRaw(
                        topic,
                        Message.NODEID_ANY,
                        Payload.of(body),
                        onItem,
                        error -> {
                            if (error.errno().equals(Errno.ENODATA)) {
                                end.complete(Empty.EMPTY);
                            } else {
                                end.fail(error);
                            }
                        });
        client.get(end);
    }
}
