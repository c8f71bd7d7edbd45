package fluxj.subprocess.remote;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonException;
import fluxj.json.JsonObject;
import fluxj.json.RecordCodec;
import fluxj.reactor.Promise;
import fluxj.reactor.Reactor;
import fluxj.rpc.Dispatcher;
import fluxj.rpc.Empty;
import fluxj.rpc.RawCall;
import fluxj.service.Log;
import fluxj.services.rexec.RexecProtocol;
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
import fluxj.wire.Message;
import fluxj.wire.Payload;
import fluxj.wire.Request;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Answers RFC 42 in the name of a subprocess server. Payloads are decoded here and not by the
/// handler table, because a signature is looked at before anything else and Flux has its own text
/// for a bad payload.
public final class RemoteExec {
    /// Whom it serves.
    public interface Gate {
        /// Looks at a request whose payload is in order.
        ///
        /// @throws FluxException EPERM for one that is not served
        void check(Request request);
    }

    /// Where it is.
    ///
    /// @param rank of the broker, which signs output and lists
    /// @param log takes what is wrong with requests that have no answer
    public record Site(Reactor reactor, int rank, Log log, Gate gate) {}

    /// Takes a method's topic and its handler.
    public interface Binding {
        /// Binds it.
        void bind(String topic, Consumer<RawCall> handler);
    }

    private record Waiter(Request request, Subprocess process, Promise<Subprocess.Outcome> end) {}

    private final Site site;
    private final SubprocessServer server;
    private final List<RexecClient> clients = new ArrayList<>();
    private final List<Waiter> waiters = new ArrayList<>();

    /// Serves nobody yet.
    public RemoteExec(Site site, SubprocessServer server) {
        this.site = site;
        this.server = server;
    }

    /// Binds all methods, as those of a service of that name.
    public void serve(String service, Binding table) {
        table.bind(RexecProtocol.EXEC.in(service).topic(), this::exec);
        table.bind(RexecProtocol.WRITE.in(service).topic(), this::write);
        table.bind(RexecProtocol.CREDIT.in(service).topic(), this::credit);
        table.bind(RexecProtocol.KILL.in(service).topic(), this::kill);
        table.bind(RexecProtocol.LIST.in(service).topic(), this::list);
        table.bind(RexecProtocol.WAIT.in(service).topic(), this::await);
        table.bind(RexecProtocol.ATTACH.in(service).topic(), this::attach);
        table.bind(service + ".disconnect", this::disconnect);
    }

    private RexecClient client(RawCall call) {
        return new RexecClient(site.reactor(), call, site.rank(), clients::remove);
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
            site.log()
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
        call.reply(Payload.of(new Listing(site.rank(), procs)));
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
        site.gate().check(call.request());
        return body;
    }
}
