package fluxj.shell;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonObject;
import fluxj.reactor.Promise;
import fluxj.rpc.Access;
import fluxj.rpc.Call;
import fluxj.rpc.Dispatcher;
import fluxj.rpc.HandlerTable;
import fluxj.rpc.RawCall;
import fluxj.rpc.RpcClient;
import fluxj.rpc.RpcMethod;
import fluxj.rpc.StreamCall;
import fluxj.rpc.StreamMethod;
import fluxj.shell.spi.ShellJob;
import fluxj.shell.spi.ShellMessages;
import fluxj.wire.Credentials;
import fluxj.wire.Event;
import fluxj.wire.Request;
import fluxj.wire.Response;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/// The service of a job's shells, as one of them serves and calls it.
final class PeerMessages implements ShellMessages {
    private final RpcClient rpc;
    private final ShellJob job;
    private final Consumer<Response> replies;
    private final HandlerTable.Builder methods = HandlerTable.builder();
    private final Map<String, Consumer<JsonObject>> events = new LinkedHashMap<>();
    private @Nullable Dispatcher dispatcher;

    PeerMessages(RpcClient rpc, ShellJob job, Consumer<Response> replies) {
        this.rpc = rpc;
        this.job = job;
        this.replies = replies;
    }

    @Override
    public <Q extends Record, R extends Record> void serve(
            RpcMethod<Q, R> method, Consumer<Call<Q, R>> handler) {
        serveBelow(job.service(), method, handler);
    }

    @Override
    public <Q extends Record, R extends Record> void serveBelow(
            String service, RpcMethod<Q, R> method, Consumer<Call<Q, R>> handler) {
        methods.on(
                method.in(service),
                call -> {
                    check(call.from());
                    handler.accept(call);
                });
    }

    @Override
    public <Q extends Record, R extends Record> void serveBelow(
            String service, StreamMethod<Q, R> method, Consumer<StreamCall<Q, R>> handler) {
        methods.on(
                method.in(service),
                call -> {
                    check(call.from());
                    handler.accept(call);
                });
    }

    @Override
    public void serveRaw(String topic, Consumer<RawCall> handler) {
        methods.onRaw(
                topic,
                Access.USER,
                call -> {
                    check(call.request().cred());
                    handler.accept(call);
                });
    }

    private void check(Credentials from) {
        if (!from.mayActFor(job.userid())) {
            throw new FluxException(Errno.EPERM);
        }
    }

    @Override
    public <Q extends Record, R extends Record> Promise<R> ask(
            int shellRank, RpcMethod<Q, R> method, Q body) {
        return rpc.call(method.in(job.service()), job.node(shellRank).brokerRank(), body);
    }

    @Override
    public <Q extends Record> void tell(int shellRank, RpcMethod<Q, ?> method, Q body) {
        rpc.send(method.in(job.service()), job.node(shellRank).brokerRank(), body);
    }

    @Override
    public void onEvent(String name, Consumer<JsonObject> handler) {
        events.put(name, handler);
    }

    /// All methods are bound: requests are heard from now on.
    ///
    /// @param onFault told of bugs in handlers
    void open(Consumer<RuntimeException> onFault) {
        dispatcher = new Dispatcher(methods.build(), replies, onFault);
    }

    /// A request for the service.
    void request(Request request) {
        if (dispatcher != null) {
            dispatcher.request(request);
        } else if (!request.noResponse()) {
            replies.accept(request.respondError(Errno.ENOSYS, "the job shell is not ready"));
        }
    }

    /// An event for the shells of the job.
    ///
    /// @param name what stands after the prefix that they have in common
    void event(String name, Event event) {
        Consumer<JsonObject> handler = events.get(name);
        if (handler != null && event.cred().mayActFor(job.userid())) {
            handler.accept(event.payload().isPresent() ? event.payload().json() : JsonObject.EMPTY);
        }
    }

    /// Refuses what waits for an answer: the shell ends.
    void close() {
        if (dispatcher != null) {
            dispatcher.failAll(Errno.ENOSYS, "");
        }
    }
}
