package fluxj.client;

import fluxj.core.attr.AttrProtocol;
import fluxj.core.event.EventProtocol;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonObject;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.reactor.Timer;
import fluxj.rpc.Empty;
import fluxj.rpc.RpcClient;
import fluxj.rpc.RpcMethod;
import fluxj.rpc.StreamMethod;
import fluxj.wire.Control;
import fluxj.wire.Credentials;
import fluxj.wire.Event;
import fluxj.wire.Message;
import fluxj.wire.Payload;
import fluxj.wire.Request;
import fluxj.wire.Response;
import fluxj.wire.StreamFraming;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// A connection to a broker, ours or flux-core's. Everything happens on the thread that opened it,
/// while that thread waits in [#get] or in the [#reactor].
public final class FluxClient implements AutoCloseable {
    private static final int READ_SIZE = 64 * 1024;
    private static final String LOCAL = "local://";

    private record Subscriber(String prefix, Consumer<Event> handler) {}

    private final SocketChannel channel;
    private final ClientReactor reactor;
    private final boolean ownsReactor;
    private final SelectionKey key;
    private final Credentials pretended;
    private final Optional<String> proxyRemote;
    private final RpcClient rpc;
    private final ArrayDeque<ByteBuffer> output = new ArrayDeque<>();
    private final List<Subscriber> subscribers = new ArrayList<>();
    private final Deferred<FluxException> closed = new Deferred<>();
    private ByteBuffer input = ByteBuffer.allocate(READ_SIZE);
    private Consumer<Request> requests = this::refuse;
    private Consumer<Message> observer = _ -> {};
    private String lastWord = "";
    private int rank = -1;

    private FluxClient(
            SocketChannel channel,
            Credentials pretended,
            ClientReactor reactor,
            boolean ownsReactor,
            Optional<String> proxyRemote) {
        this.proxyRemote = proxyRemote;
        this.channel = channel;
        this.pretended = pretended;
        this.reactor = reactor;
        this.ownsReactor = ownsReactor;
        key = reactor.register(channel, SelectionKey.OP_READ, this::onReady);
        rpc = new RpcClient(this::send, this::rank);
    }

    /// Connects. The empty URI means `$FLUX_URI`, and without that the system instance.
    ///
    /// @param environment where `FLUX_URI`, `FLUX_LOCAL_CONNECTOR_RETRY_COUNT` and, for tests of
    ///   roles, `FLUX_HANDLE_USERID` and `FLUX_HANDLE_ROLEMASK` are read
    /// @throws FluxException with a text that says where and why not
    public static FluxClient open(String uri, Map<String, String> environment) {
        return connect(uri, environment, new ClientReactor(), true);
    }

    /// Connects once more, on a reactor that others use as well: many connections on one thread. It
    /// stays open when this connection is closed.
    public static FluxClient open(
            String uri, Map<String, String> environment, ClientReactor reactor) {
        return connect(uri, environment, reactor, false);
    }

    private static FluxClient connect(
            String uri,
            Map<String, String> environment,
            ClientReactor reactor,
            boolean ownsReactor) {
        Credentials pretended =
                new Credentials(
                        number(environment, "FLUX_HANDLE_USERID", Credentials.USERID_UNKNOWN),
                        number(environment, "FLUX_HANDLE_ROLEMASK", 0));
        return new FluxClient(
                ClientSocket.connect(uri, environment),
                pretended,
                reactor,
                ownsReactor,
                Optional.ofNullable(environment.get("FLUX_PROXY_REMOTE")));
    }

    /// Connects a socket and leaves all that passes through it to the caller, the answer of the
    /// broker's door first of all; for relays.
    public static SocketChannel openRaw(String uri, Map<String, String> environment) {
        return SshAddress.matches(uri)
                ? SshTunnel.open(SshAddress.of(uri), environment).channel()
                : ClientSocket.open(LocalAddress.of(uri, environment), environment);
    }

    private static int number(Map<String, String> environment, String name, int otherwise) {
        String text = environment.get(name);
        if (text == null) {
            return otherwise;
        }
        try {
            return (int) (long) Long.decode(text.strip());
        } catch (NumberFormatException e) {
            throw new FluxException(Errno.EINVAL, name + " is not a number: " + text);
        }
    }

    /// The loop.
    public ClientReactor reactor() {
        return reactor;
    }

    /// Calls.
    public RpcClient rpc() {
        return rpc;
    }

    /// Gives its value when the connection has ended.
    public Promise<FluxException> closed() {
        return closed;
    }

    /// Waits for a result.
    ///
    /// @throws FluxException the promise's error
    public <T> T get(Promise<T> promise) {
        Outcome<T> outcome = new Outcome<>();
        promise.then(outcome::succeed, outcome::fail);
        reactor.runUntil(outcome::isKnown);
        return outcome.value();
    }

    /// Waits for a result, but no longer than `limit`.
    ///
    /// @throws FluxException the promise's error, or ETIMEDOUT
    public <T> T get(Promise<T> promise, Duration limit) {
        Outcome<T> outcome = new Outcome<>();
        promise.then(outcome::succeed, outcome::fail);
        Timer timer = reactor.after(limit, () -> outcome.fail(new FluxException(Errno.ETIMEDOUT)));
        reactor.runUntil(outcome::isKnown);
        timer.cancel();
        return outcome.value();
    }

    /// Calls a method and waits for its answer.
    public <Q extends Record, R extends Record> R call(RpcMethod<Q, R> method, int nodeid, Q body) {
        return get(ask(method, nodeid, body));
    }

    /// Asks a method that may stream for its first item alone and waits for it.
    public <Q extends Record, R extends Record> R call(
            StreamMethod<Q, R> method, int nodeid, Q body) {
        return get(ask(method, nodeid, body));
    }

    /// Calls a method. A request that says nothing carries `{}`, which also services take that want
    /// a payload.
    public <Q extends Record, R extends Record> Promise<R> ask(
            RpcMethod<Q, R> method, int nodeid, Q body) {
        return rpc.request(method.topic(), nodeid, Payload.of(body), 0)
                .map(response -> response.payload().as(method.reply()));
    }

    /// Asks a method that may stream for its first item alone.
    public <Q extends Record, R extends Record> Promise<R> ask(
            StreamMethod<Q, R> method, int nodeid, Q body) {
        return rpc.request(method.topic(), nodeid, Payload.of(body), 0)
                .map(response -> response.payload().as(method.item()));
    }

    /// Opens a stream. `onEnd` gets the error that ends it: ENODATA when all went well, EPROTO when
    /// an item has not the record's shape.
    public <Q extends Record, R extends Record> RpcClient.Stream open(
            StreamMethod<Q, R> method,
            int nodeid,
            Q body,
            Consumer<R> onItem,
            Consumer<FluxException> onEnd) {
        return rpc.openRaw(
                method.topic(),
                nodeid,
                Payload.of(body),
                response -> {
                    R item;
                    try {
                        item = response.payload().as(method.item());
                    } catch (FluxException e) {
                        rpc.forget(response);
                        onEnd.accept(e);
                        return;
                    }
                    onItem.accept(item);
                },
                onEnd);
    }

    /// Calls a method that no protocol names and waits for its JSON answer; an answer without
    /// payload is `{}`.
    public JsonObject call(String topic, int nodeid, JsonObject body) {
        return get(rpc.request(topic, nodeid, Payload.of(body), 0).map(FluxClient::body));
    }

    /// The JSON object of a response, `{}` when it has none.
    public static JsonObject body(Response response) {
        return response.payload().isPresent() ? response.payload().json() : JsonObject.EMPTY;
    }

    /// The value of a broker attribute. Behind a proxy to another host (`FLUX_PROXY_REMOTE`)
    /// `parent-uri` is one that leads there.
    ///
    /// @throws FluxException ENOENT when it has none
    public String attribute(String name) {
        String value =
                call(AttrProtocol.GET, Message.NODEID_ANY, new AttrProtocol.Name(name)).value();
        return proxyRemote.isPresent() && name.equals("parent-uri") && value.startsWith(LOCAL)
                ? "ssh://" + proxyRemote.get() + value.substring(LOCAL.length())
                : value;
    }

    /// The rank of the broker this client is at.
    public int rank() {
        if (rank < 0) {
            rank = Integer.parseInt(attribute("rank"));
        }
        return rank;
    }

    /// The number of brokers.
    public int size() {
        return Integer.parseInt(attribute("size"));
    }

    /// Asks for events whose topic begins with `prefix`; done when the broker has agreed. They go
    /// to this handler and to that of [#onEvent].
    public Promise<Empty> subscribe(String prefix, Consumer<Event> handler) {
        subscribers.add(new Subscriber(prefix, handler));
        return subscribe(prefix);
    }

    /// Takes every event that arrives, once, whatever it was asked for by.
    public void onEvent(Consumer<Event> handler) {
        subscribers.add(new Subscriber("", handler));
    }

    /// Asks for events whose topic begins with `prefix`, for the handler of [#onEvent].
    public Promise<Empty> subscribe(String prefix) {
        return ask(EventProtocol.SUBSCRIBE, Message.NODEID_ANY, new EventProtocol.Topic(prefix));
    }

    /// Takes requests for services that this client has registered with `service.add`.
    public void serve(Consumer<Request> handler) {
        requests = handler;
    }

    /// Shows every message from now on to `observer`: one sent before the broker gets it, one
    /// received before its handler.
    public void observe(Consumer<Message> newObserver) {
        observer = newObserver;
    }

    private void refuse(Request request) {
        if (!request.noResponse()) {
            send(request.respondError(Errno.ENOSYS, ""));
        }
    }

    /// Sends any message.
    public void send(Message message) {
        if (closed.isDone()) {
            return;
        }
        observer.accept(message);
        Message stamped =
                pretended.equals(Credentials.NONE) ? message : message.withCred(pretended);
        output.add(ByteBuffer.wrap(StreamFraming.encode(stamped)));
        write();
    }

    private void onReady() {
        if (key.isValid() && key.isWritable()) {
            write();
        }
        if (key.isValid() && key.isReadable()) {
            read();
        }
    }

    private void write() {
        try {
            while (!output.isEmpty()) {
                ByteBuffer first = output.element();
                channel.write(first);
                if (first.hasRemaining()) {
                    break;
                }
                output.remove();
            }
        } catch (IOException e) {
            // What has arrived may still be worth reading; its end says that the peer has gone.
            output.clear();
        }
        if (key.isValid()) {
            key.interestOps(SelectionKey.OP_READ | (output.isEmpty() ? 0 : SelectionKey.OP_WRITE));
        }
    }

    private void read() {
        int count;
        try {
            count = channel.read(input);
        } catch (IOException e) {
            count = -1;
        }
        if (count < 0) {
            end(new FluxException(Errno.ECONNRESET, whyLost()));
            return;
        }
        input.flip();
        try {
            takeMessages();
        } catch (FluxException e) {
            end(e);
            return;
        }
        makeRoom();
    }

    private String whyLost() {
        return lastWord.isEmpty()
                ? "connection to the broker was lost"
                : "the broker has closed the connection: " + lastWord;
    }

    private void takeMessages() {
        while (true) {
            var message = StreamFraming.decode(input);
            if (message.isEmpty()) {
                return;
            }
            Message next = message.get();
            if (next instanceof Response response && isLastWord(response)) {
                observer.accept(response);
                lastWord = response.error().text();
                continue;
            }
            // As tasks, because a handler may itself wait for an answer.
            reactor.post(() -> take(next));
        }
    }

    /// Before the broker closes a connection by its own will it says why, in an answer to nothing.
    private static boolean isLastWord(Response response) {
        return response.matchtag() == 0
                && response.errnum() != 0
                && response.topic().equals("disconnect");
    }

    private void makeRoom() {
        if (input.position() == 0 && input.limit() == input.capacity()) {
            ByteBuffer larger =
                    ByteBuffer.allocate(
                            (int) Math.min(Integer.MAX_VALUE - 8, input.capacity() * 2L));
            larger.put(input);
            input = larger;
        } else {
            input.compact();
        }
    }

    private void take(Message message) {
        observer.accept(message);
        switch (message) {
            case Response response -> rpc.response(response);
            case Event event -> {
                for (Subscriber subscriber : List.copyOf(subscribers)) {
                    if (event.topic().startsWith(subscriber.prefix())) {
                        subscriber.handler().accept(event);
                    }
                }
            }
            case Request request -> requests.accept(request);
            case Control _ -> {}
        }
    }

    private void end(FluxException why) {
        if (closed.isDone()) {
            return;
        }
        key.cancel();
        ClientSocket.close(channel);
        closed.complete(why);
        rpc.failAll(why);
    }

    /// Ends the connection; what waits for an answer fails.
    @Override
    public void close() {
        end(new FluxException(Errno.ECONNABORTED));
        if (ownsReactor) {
            reactor.close();
        }
    }

    private static final class Outcome<T> {
        private @Nullable T value;
        private @Nullable FluxException error;

        void succeed(T result) {
            if (error == null) {
                value = result;
            }
        }

        void fail(FluxException failure) {
            if (value == null) {
                error = failure;
            }
        }

        boolean isKnown() {
            return value != null || error != null;
        }

        T value() {
            if (value == null) {
                throw error == null ? new IllegalStateException("no outcome yet") : error;
            }
            return value;
        }
    }
}
