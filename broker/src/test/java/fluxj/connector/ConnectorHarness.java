package fluxj.connector;

import fluxj.client.FluxClient;
import fluxj.json.JsonObject;
import fluxj.platform.WallClock;
import fluxj.reactor.Promise;
import fluxj.reactor.Reactor;
import fluxj.reactor.netty.NettyReactor;
import fluxj.rpc.Dispatcher;
import fluxj.rpc.Empty;
import fluxj.rpc.RpcClient;
import fluxj.service.Attributes;
import fluxj.service.Log;
import fluxj.service.Service;
import fluxj.service.ServiceContext;
import fluxj.service.ServiceFactory;
import fluxj.service.Severity;
import fluxj.wire.Credentials;
import fluxj.wire.Message;
import fluxj.wire.Payload;
import fluxj.wire.Request;
import fluxj.wire.Response;
import fluxj.wire.RouteStack;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A connector on a real socket and loop, with this object in the place of the broker: it keeps
/// what the connector sends, and sends what a test wants.
final class ConnectorHarness implements ServiceContext, AutoCloseable {
    /// What the connector is told that the broker may use.
    static final long HEAP = 512 << 20;

    static final String UUID = "connector-uuid";

    private final Path socket;
    private final NettyReactor reactor;
    private final BlockingQueue<Message> toBroker = new LinkedBlockingQueue<>();
    private final List<String> logs = new CopyOnWriteArrayList<>();
    private final List<String> subscriptions = new CopyOnWriteArrayList<>();
    private final List<Throwable> faults = new CopyOnWriteArrayList<>();
    private final RpcClient rpc = new RpcClient(this::emit, () -> 0);
    private final Service service;
    private final Dispatcher dispatcher;
    private final JsonObject config;
    private final List<Runnable> onDrained = new ArrayList<>();
    private boolean congested;

    private ConnectorHarness(Path socket, int owner, JsonObject config) {
        this.socket = socket;
        this.config = config;
        reactor = new NettyReactor("broker-test", faults::add);
        service =
                ServiceFactory.of(
                                "connector-local",
                                flux ->
                                        new ConnectorLocal(
                                                flux,
                                                new ConnectorParameters(
                                                        reactor, owner, new FixedAccounts(), HEAP)))
                        .create(this);
        dispatcher = new Dispatcher(service.handlers(), toBroker::add, faults::add);
        onReactor(
                () -> {
                    CompletableFuture<Empty> started = new CompletableFuture<>();
                    service.start().then(started::complete, started::completeExceptionally);
                    return started;
                });
    }

    /// A connector whose instance owner is the user of this process, or somebody else.
    static ConnectorHarness start(Path directory, boolean ownerIsSelf, String config) {
        int self = self(directory);
        return new ConnectorHarness(
                directory.resolve("local"),
                ownerIsSelf ? self : self + 1,
                JsonObject.parse(config));
    }

    static int self(Path directory) {
        try {
            return (Integer) Files.getAttribute(directory, "unix:uid");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Name lookups that know `admin1` with this process's uid, who is in group `wheel`.
    private final class FixedAccounts implements AccountDatabase {
        @Override
        public Optional<Integer> uid(String userName) {
            return userName.equals("admin1")
                    ? Optional.of(self(socketDirectory()))
                    : Optional.empty();
        }

        @Override
        public Optional<String> userName(int uid) {
            return Optional.of("admin1");
        }

        @Override
        public Optional<List<String>> members(String group) {
            return group.equals("wheel") ? Optional.of(List.of("admin1")) : Optional.empty();
        }
    }

    Path socketDirectory() {
        Path parent = socket.getParent();
        if (parent == null) {
            throw new IllegalStateException("no directory");
        }
        return parent;
    }

    private <T> T onReactor(java.util.function.Supplier<CompletableFuture<T>> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        reactor.post(
                () ->
                        work.get()
                                .whenComplete(
                                        (value, error) -> {
                                            if (error == null) {
                                                result.complete(value);
                                            } else {
                                                result.completeExceptionally(error);
                                            }
                                        }));
        return result.orTimeout(10, TimeUnit.SECONDS).join();
    }

    /// Runs something on the reactor and waits for it.
    void run(Runnable task) {
        onReactor(
                () -> {
                    task.run();
                    return CompletableFuture.completedFuture(true);
                });
    }

    FluxClient connect() {
        return FluxClient.open(
                "local://" + socket, Map.of("FLUX_LOCAL_CONNECTOR_RETRY_COUNT", "0"));
    }

    SocketChannel connectRaw() throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(socket));
        return channel;
    }

    /// The next message that the connector sends to the broker.
    Message next() {
        try {
            Message message = toBroker.poll(10, TimeUnit.SECONDS);
            if (message == null) {
                throw new AssertionError("the connector sends nothing; log: " + logs);
            }
            return message;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    Request nextRequest() {
        return (Request) next();
    }

    int waiting() {
        return toBroker.size();
    }

    /// Delivers a message as the broker would: to the module, with its own routes taken care of.
    void deliver(Message message) {
        run(
                () -> {
                    if (!service.intercept(message)) {
                        switch (message) {
                            case Response response -> rpc.response(response);
                            case Request request -> dispatcher.request(request);
                            default -> {}
                        }
                    }
                });
    }

    /// Answers a request that came from the connector, its route popped as the broker does.
    void answer(Request request, Payload payload) {
        Response response = request.respond(payload);
        deliver(response.withRoutes(withoutTop(response.routes())));
    }

    static RouteStack withoutTop(RouteStack routes) {
        return routes.isEmpty() ? routes : routes.pop();
    }

    List<String> logs() {
        return logs;
    }

    List<String> subscriptions() {
        return subscriptions;
    }

    List<Throwable> faults() {
        return faults;
    }

    /// The reply of a method of the module itself.
    Response call(String topic, JsonObject body) {
        return call(new Credentials(0, Credentials.OWNER), topic, body);
    }

    /// The reply of a method of the module itself to somebody.
    Response callAs(Credentials cred, String topic) {
        return call(cred, topic, JsonObject.EMPTY);
    }

    private Response call(Credentials cred, String topic, JsonObject body) {
        Request request =
                Request.of(topic, Payload.of(body), Message.NODEID_ANY, 99, 0).withCred(cred);
        deliver(request.pushRoute("someone").pushRoute("broker-uuid"));
        return (Response) next();
    }

    @Override
    public void close() {
        run(() -> service.stop().then(_ -> {}, _ -> {}));
        reactor.close();
    }

    // What the module sees.

    @Override
    public String name() {
        return "connector-local";
    }

    @Override
    public String uuid() {
        return UUID;
    }

    @Override
    public List<String> arguments() {
        return List.of();
    }

    @Override
    public int rank() {
        return 0;
    }

    @Override
    public int size() {
        return 1;
    }

    @Override
    public Reactor reactor() {
        return reactor;
    }

    @Override
    public WallClock wallClock() {
        return () -> 0;
    }

    @Override
    public Log log() {
        return (Severity severity, String text) -> logs.add(severity.word() + " " + text);
    }

    @Override
    public Attributes attributes() {
        return new Attributes() {
            @Override
            public Optional<String> get(String name) {
                return name.equals("local-uri")
                        ? Optional.of("local://" + socket)
                        : Optional.empty();
            }

            @Override
            public void set(String name, String value) {
                throw new UnsupportedOperationException();
            }
        };
    }

    @Override
    public JsonObject config() {
        return config;
    }

    @Override
    public RpcClient rpc() {
        return rpc;
    }

    @Override
    public Promise<Empty> publish(String topic, Payload payload, int flags) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void subscribe(String topicPrefix) {
        subscriptions.add("+" + topicPrefix);
    }

    @Override
    public void unsubscribe(String topicPrefix) {
        subscriptions.add("-" + topicPrefix);
    }

    @Override
    public Promise<Empty> addService(String name) {
        throw new UnsupportedOperationException();
    }

    /// Whether events have to wait; what waits for that goes on when they have not.
    void congest(boolean on) {
        run(
                () -> {
                    congested = on;
                    List<Runnable> tasks = List.copyOf(onDrained);
                    onDrained.clear();
                    tasks.forEach(Runnable::run);
                });
    }

    @Override
    public boolean isCongested() {
        return congested;
    }

    @Override
    public void onDrained(Runnable task) {
        onDrained.add(task);
    }

    @Override
    public void emit(Message message) {
        toBroker.add(message instanceof Request request ? request.pushRoute(UUID) : message);
    }

    static final Duration PATIENCE = Duration.ofSeconds(10);
}
