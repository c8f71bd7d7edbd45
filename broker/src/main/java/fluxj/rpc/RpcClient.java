package fluxj.rpc;

import fluxj.errors.FluxException;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.wire.Credentials;
import fluxj.wire.Message;
import fluxj.wire.Payload;
import fluxj.wire.Request;
import fluxj.wire.Response;
import fluxj.wire.RouteStack;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntSupplier;

/// The calling side: hands out matchtags, sends requests through whatever carries them, and brings
/// responses back to whoever waits.
public final class RpcClient {
    private record Pending(Request request, Consumer<Response> onResponse) {}

    private final Consumer<? super Request> send;
    private final IntSupplier rank;
    private final Map<Integer, Pending> pending = new HashMap<>();
    private int lastTag;

    /// @param send carries a request away
    /// @param rank the rank of the broker this client is at, for requests to its parent
    public RpcClient(Consumer<? super Request> send, IntSupplier rank) {
        this.send = send;
        this.rank = rank;
    }

    /// Calls a method of the broker of that rank, of [Message#NODEID_ANY] or of
    /// [Message#NODEID_UPSTREAM].
    public <Q extends Record, R extends Record> Promise<R> call(
            RpcMethod<Q, R> method, int nodeid, Q body) {
        return request(method.topic(), nodeid, payloadOf(body), 0)
                .map(response -> response.payload().as(method.reply()));
    }

    /// Asks a method that may stream for its first item alone.
    public <Q extends Record, R extends Record> Promise<R> first(
            StreamMethod<Q, R> method, int nodeid, Q body) {
        return request(method.topic(), nodeid, payloadOf(body), 0)
                .map(response -> response.payload().as(method.item()));
    }

    /// Sends any request and gives its first response; an error response fails the promise.
    public Promise<Response> request(String topic, int nodeid, Payload payload, int flags) {
        return request(prepare(topic, nodeid, payload, flags));
    }

    /// Sends a request in somebody else's name; for those who carry other people's requests.
    public Promise<Response> requestAs(
            Credentials cred, String topic, int nodeid, Payload payload) {
        return request(prepare(topic, nodeid, payload, 0).withCred(cred));
    }

    private Promise<Response> request(Request request) {
        Deferred<Response> result = new Deferred<>();
        pending.put(
                request.matchtag(),
                new Pending(
                        request,
                        response -> {
                            if (response.errnum() != 0) {
                                result.fail(response.error());
                            } else {
                                result.complete(response);
                            }
                        }));
        send.accept(request);
        return result;
    }

    /// Sends a request that gets no response.
    public <Q extends Record> void send(RpcMethod<Q, ?> method, int nodeid, Q body) {
        send(method.topic(), nodeid, payloadOf(body));
    }

    /// Sends a request that gets no response.
    public void send(String topic, int nodeid, Payload payload) {
        send(RouteStack.EMPTY, topic, nodeid, payload);
    }

    private void send(RouteStack routes, String topic, int nodeid, Payload payload) {
        boolean upstream = nodeid == Message.NODEID_UPSTREAM;
        send.accept(
                Request.of(
                                topic,
                                payload,
                                upstream ? rank.getAsInt() : nodeid,
                                0,
                                Message.NORESPONSE | (upstream ? Message.UPSTREAM : 0))
                        .withRoutes(routes));
    }

    /// Opens a stream. `onEnd` gets the error that ends it: ENODATA when all went well.
    public <Q extends Record, R extends Record> Stream open(
            StreamMethod<Q, R> method,
            int nodeid,
            Q body,
            Consumer<R> onItem,
            Consumer<FluxException> onEnd) {
        return openRaw(
                method.topic(),
                nodeid,
                payloadOf(body),
                response -> onItem.accept(response.payload().as(method.item())),
                onEnd);
    }

    /// Opens a stream whose items go on to somebody else. The service that sends them sees what
    /// waits for that reader, if the module answers [fluxj.service.Service#backlog] for `routes`.
    ///
    /// @param routes the module's identity and, on top of it, a name of its own for the reader
    public <Q extends Record, R extends Record> Stream openFor(
            RouteStack routes,
            StreamMethod<Q, R> method,
            Q body,
            Consumer<R> onItem,
            Consumer<FluxException> onEnd) {
        Request request =
                prepare(method.topic(), Message.NODEID_ANY, payloadOf(body), Message.STREAMING);
        return open(
                request.withRoutes(routes),
                response -> onItem.accept(response.payload().as(method.item())),
                onEnd);
    }

    /// Opens a stream of responses as they come.
    public Stream openRaw(
            String topic,
            int nodeid,
            Payload payload,
            Consumer<Response> onItem,
            Consumer<FluxException> onEnd) {
        return open(prepare(topic, nodeid, payload, Message.STREAMING), onItem, onEnd);
    }

    private Stream open(Request request, Consumer<Response> onItem, Consumer<FluxException> onEnd) {
        pending.put(
                request.matchtag(),
                new Pending(
                        request,
                        response -> {
                            if (response.errnum() != 0) {
                                onEnd.accept(response.error());
                            } else {
                                onItem.accept(response);
                            }
                        }));
        send.accept(request);
        return new Stream(this, request);
    }

    /// A stream that was opened.
    public record Stream(RpcClient client, Request request) {
        /// Asks the service to end it (`<service>.cancel`); the end comes as ENODATA.
        public void cancel() {
            String topic = request.topic();
            cancel(topic.substring(0, topic.lastIndexOf('.') + 1) + "cancel");
        }

        /// Asks the service to end it by that method; the end comes as ENODATA.
        public void cancel(RpcMethod<Matchtag, Empty> method) {
            cancel(method.topic());
        }

        private void cancel(String topic) {
            int nodeid = request.has(Message.UPSTREAM) ? Message.NODEID_UPSTREAM : request.nodeid();
            client.send(
                    request.routes(), topic, nodeid, Payload.of(new Matchtag(request.matchtag())));
        }

        /// Stops listening without telling the service.
        public void forget() {
            client.pending.remove(request.matchtag());
        }
    }

    /// Brings a response to its caller; false when nobody waits for it.
    public boolean response(Response response) {
        Pending waiting = pending.get(response.matchtag());
        if (waiting == null) {
            return false;
        }
        if (response.errnum() != 0 || !waiting.request().has(Message.STREAMING)) {
            pending.remove(response.matchtag());
        }
        waiting.onResponse().accept(response);
        return true;
    }

    /// Stops listening to what the request of this response gets; the service is not told.
    public void forget(Response response) {
        pending.remove(response.matchtag());
    }

    /// How many requests wait for a response.
    public int pendingCount() {
        return pending.size();
    }

    /// Answers everything that waits with this error: the way out is gone.
    public void failAll(FluxException error) {
        List<Pending> all = new ArrayList<>(pending.values());
        pending.clear();
        for (Pending waiting : all) {
            waiting.onResponse()
                    .accept(waiting.request().respondError(error.errno(), error.text()));
        }
    }

    private Request prepare(String topic, int nodeid, Payload payload, int flags) {
        boolean upstream = nodeid == Message.NODEID_UPSTREAM;
        return Request.of(
                topic,
                payload,
                upstream ? rank.getAsInt() : nodeid,
                nextTag(),
                flags | (upstream ? Message.UPSTREAM : 0));
    }

    private int nextTag() {
        do {
            lastTag = lastTag == 0xfffff ? 1 : lastTag + 1;
        } while (pending.containsKey(lastTag));
        return lastTag;
    }

    private static Payload payloadOf(Record body) {
        return body instanceof Empty ? Payload.NONE : Payload.of(body);
    }
}
