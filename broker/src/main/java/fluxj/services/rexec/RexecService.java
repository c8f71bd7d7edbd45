package fluxj.services.rexec;

import fluxj.config.tables.AccessConfig;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonException;
import fluxj.json.JsonObject;
import fluxj.json.RecordCodec;
import fluxj.platform.Signum;
import fluxj.reactor.Promise;
import fluxj.rpc.Access;
import fluxj.rpc.Dispatcher;
import fluxj.rpc.Empty;
import fluxj.rpc.HandlerTable;
import fluxj.rpc.RawCall;
import fluxj.service.Service;
import fluxj.service.ServiceContext;
import fluxj.services.rexec.RexecProtocol.Attach;
import fluxj.services.rexec.RexecProtocol.Credit;
import fluxj.services.rexec.RexecProtocol.Exec;
import fluxj.services.rexec.RexecProtocol.Kill;
import fluxj.services.rexec.RexecProtocol.Listing;
import fluxj.services.rexec.RexecProtocol.Running;
import fluxj.services.rexec.RexecProtocol.Wait;
import fluxj.services.rexec.RexecProtocol.Waited;
import fluxj.services.rexec.RexecProtocol.Write;
import fluxj.subprocess.Command;
import fluxj.subprocess.ExecRequest;
import fluxj.subprocess.Subprocess;
import fluxj.subprocess.SubprocessServer;
import fluxj.wire.Credentials;
import fluxj.wire.Message;
import fluxj.wire.Payload;
import fluxj.wire.Request;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Serves RFC 42. Payloads are decoded here and not by the handler table, because a signature is
/// looked at before anything else and Flux has its own text for a bad payload.
public final class RexecService implements Service {
    private static final Duration SHUTDOWN_LIMIT = Duration.ofSeconds(5);

    private record Waiter(Request request, Subprocess process, Promise<Subprocess.Outcome> end) {}

    private final ServiceContext context;
    private final SubprocessServer server;
    private final List<RexecClient> clients = new ArrayList<>();
    private final List<Waiter> waiters = new ArrayList<>();

    /// Not started yet.
    ///
    /// @param server the broker's own, so that what the broker runs for itself is listed too
    public RexecService(ServiceContext context, SubprocessServer server) {
        this.context = context;
        this.server = server;
    }

    @Override
    public HandlerTable handlers() {
        HandlerTable.Builder table = HandlerTable.forProtocol(RexecProtocol.class);
        bind(table, RexecProtocol.EXEC.topic(), this::exec);
        bind(table, RexecProtocol.WRITE.topic(), this::write);
        bind(table, RexecProtocol.CREDIT.topic(), this::credit);
        bind(table, RexecProtocol.KILL.topic(), this::kill);
        bind(table, RexecProtocol.LIST.topic(), this::list);
        bind(table, RexecProtocol.WAIT.topic(), this::await);
        bind(table, RexecProtocol.ATTACH.topic(), this::attach);
        bind(table, "rexec.disconnect", this::disconnect);
        return table.build();
    }

    private static void bind(HandlerTable.Builder table, String topic, Consumer<RawCall> handler) {
        table.onRaw(topic, Access.OWNER, handler);
    }

    private RexecClient client(RawCall call) {
        return new RexecClient(context.reactor(), call, context.rank(), clients::remove);
    }

    private void exec(RawCall call) {
        Exec body = decode(call, Exec.class);
        boolean background = !call.request().has(Message.STREAMING);
        ExecRequest request =
                new ExecRequest(
                        Command.parse(body.cmd()),
                        body.flags(),
                        body.localFlags().orElse(0),
                        background);
        RexecClient client = client(call);
        Subprocess process = server.exec(request, client);
        if (!background) {
            client.follow(process);
            clients.add(client);
        }
    }

    private void write(RawCall call) {
        pendingRequests(
                call,
                () -> {
                    Write body = decode(call, Write.class);
                    client(call.request(), body.matchtag())
                            .ifPresent(client -> client.write(body.io()));
                });
    }

    private void credit(RawCall call) {
        pendingRequests(
                call,
                () -> {
                    Credit body = decode(call, Credit.class);
                    if (body.bytes() < 0) {
                        throw new FluxException(Errno.EPROTO, "credit is negative");
                    }
                    client(call.request(), body.matchtag())
                            .ifPresent(client -> client.grant(body.bytes()));
                });
    }

    /// What is wrong with a request without an answer goes to the log, and what comes too late
    /// nowhere.
    private void pendingRequests(RawCall call, Runnable work) {
        try {
            work.run();
        } catch (FluxException e) {
            context.log()
                    .err(
                            "Error decoding "
                                    + call.request().topic()
                                    + " request: "
                                    + e.getMessage());
        }
    }

    /// The stream that the sender of `request` opened with that matchtag.
    private Optional<RexecClient> client(Request request, int matchtag) {
        for (RexecClient client : clients) {
            if (client.request().matchtag() == matchtag
                    && Dispatcher.sameSender(request, client.request())) {
                return Optional.of(client);
            }
        }
        return Optional.empty();
    }

    private void kill(RawCall call) {
        Kill body = decode(call, Kill.class);
        Subprocess process = server.find(body.pid(), body.label(), Errno.ESRCH);
        try {
            process.kill(body.signum());
        } catch (FluxException e) {
            throw new FluxException(e.errno(), String.valueOf(e.getMessage()));
        }
        call.reply(Payload.NONE);
    }

    private void list(RawCall call) {
        decode(call, Empty.class);
        List<Running> procs = new ArrayList<>();
        for (SubprocessServer.Listed one : server.list()) {
            procs.add(new Running(one.pid(), one.cmd(), one.label(), one.state()));
        }
        call.reply(Payload.of(new Listing(context.rank(), procs)));
    }

    private void await(RawCall call) {
        Wait body = decode(call, Wait.class);
        Subprocess process = server.find(body.pid(), body.label(), Errno.ESRCH);
        Promise<Subprocess.Outcome> end = server.collect(process);
        Waiter waiter = new Waiter(call.request(), process, end);
        waiters.add(waiter);
        end.then(
                outcome -> {
                    waiters.remove(waiter);
                    call.reply(
                            Payload.of(
                                    new Waited(
                                            outcome.status().raw(),
                                            Optional.of(outcome.output())
                                                    .filter(output -> !output.isEmpty()))));
                },
                error -> {
                    waiters.remove(waiter);
                    call.fail(error);
                });
    }

    private void attach(RawCall call) {
        Attach body = decode(call, Attach.class);
        if (!call.request().has(Message.STREAMING)) {
            throw new FluxException(Errno.EPROTO, "attach request is missing STREAMING flag");
        }
        Subprocess process = server.find(body.pid(), body.label(), Errno.ENOENT);
        RexecClient client = client(call);
        client.follow(process);
        clients.add(client);
        try {
            server.attach(process, body.flags(), client);
        } catch (FluxException e) {
            clients.remove(client);
            throw e;
        }
    }

    private void disconnect(RawCall call) {
        String origin = call.request().routes().origin();
        for (RexecClient client : List.copyOf(clients)) {
            if (client.request().routes().origin().equals(origin)) {
                clients.remove(client);
                client.abandon();
            }
        }
        for (Waiter waiter : List.copyOf(waiters)) {
            if (waiter.request().routes().origin().equals(origin)) {
                waiters.remove(waiter);
                waiter.process().abandonWait(waiter.end());
            }
        }
    }

    private <T extends Record> T decode(RawCall call, Class<T> type) {
        Payload payload = call.request().payload();
        JsonObject object = payload.isPresent() ? payload.json() : JsonObject.EMPTY;
        if (object.get("signature").isPresent()) {
            throw new FluxException(Errno.EPERM, "flux-security support not available");
        }
        T body;
        try {
            body = RecordCodec.decode(type, object);
        } catch (JsonException e) {
            throw new FluxException(Errno.EPROTO, "invalid request payload: " + e.getMessage());
        }
        if (context.rank() == 0
                && !call.request().cred().hasAny(Credentials.LOCAL)
                && guestsMayRun()) {
            throw new FluxException(Errno.EPERM, "Remote rexec requests are not allowed on rank 0");
        }
        return body;
    }

    private boolean guestsMayRun() {
        return context.config()
                .object(AccessConfig.TABLE.name())
                .flatMap(access -> access.bool(AccessConfig.ALLOW_GUEST_USER.name()))
                .orElse(false);
    }

    @Override
    public Promise<Empty> stop() {
        return server.shutdown(Signum.SIGTERM, SHUTDOWN_LIMIT)
                .map(
                        clean -> {
                            if (!clean) {
                                context.log()
                                        .err("subprocess server shutdown: processes were killed");
                            }
                            return Empty.EMPTY;
                        });
    }
}
