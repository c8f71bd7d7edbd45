package fluxj.cli;

import fluxj.client.FluxClient;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.reactor.Deferred;
import fluxj.rpc.Empty;
import fluxj.rpc.StreamMethod;
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
    public static <Q extends Record, R extends Record> void follow(
            FluxClient client, StreamMethod<Q, R> method, Q body, Consumer<R> onItem) {
        followRaw(
                client,
                method,
                body,
                response -> onItem.accept(response.payload().as(method.item())));
    }

    /// The same with whole responses, for items that are no JSON.
    public static <Q extends Record> void followRaw(
            FluxClient client, StreamMethod<Q, ?> method, Q body, Consumer<Response> onItem) {
        Deferred<Empty> end = new Deferred<>();
        client.rpc()
                .openRaw(
                        method.topic(),
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
