package fluxj.core.shutdown;

import fluxj.core.log.LogProtocol;
import fluxj.core.statemachine.StateMachineProtocol;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.reactor.Promise;
import fluxj.rpc.Access;
import fluxj.rpc.Dispatcher;
import fluxj.rpc.Empty;
import fluxj.rpc.HandlerTable;
import fluxj.rpc.RawCall;
import fluxj.rpc.RpcClient;
import fluxj.service.LogRecord;
import fluxj.service.Service;
import fluxj.service.ServiceContext;
import fluxj.service.Severity;
import fluxj.wire.Message;
import fluxj.wire.Payload;
import fluxj.wire.Request;
import fluxj.wire.Response;

import java.util.Optional;

/// Watches the leader's last states: it lets go of the client who asked for the end, waits for it
/// to leave, and then lets the broker go on to its exit.
public final class ShutdownService implements Service {
    private static final int GOODBYE = 9;

    private final ServiceContext flux;
    private final Runnable initiate;
    private Optional<Request> client = Optional.empty();
    private Optional<RpcClient.Stream> log = Optional.empty();
    private int level;
    private boolean ending;

    /// Not started yet.
    public ShutdownService(ServiceContext flux, Runnable initiate) {
        this.flux = flux;
        this.initiate = initiate;
    }

    @Override
    public HandlerTable handlers() {
        return HandlerTable.builder()
                .onRaw(ShutdownProtocol.START.topic(), Access.OWNER, this::start)
                .onRaw("shutdown.disconnect", Access.OWNER, this::disconnect)
                .build();
    }

    @Override
    public Promise<Empty> start() {
        if (flux.rank() == 0) {
            flux.rpc()
                    .open(
                            StateMachineProtocol.MONITOR,
                            Message.NODEID_ANY,
                            new StateMachineProtocol.Monitor(Optional.of(GOODBYE)),
                            item -> {
                                if (item.state() == GOODBYE) {
                                    ending = true;
                                    goOn();
                                }
                            },
                            error -> {
                                if (!error.errno().equals(Errno.ENODATA)) {
                                    flux.log().err("state-machine.monitor: " + error.getMessage());
                                }
                            });
        }
        return Promise.of(Empty.EMPTY);
    }

    private void start(RawCall call) {
        ShutdownProtocol.Start wanted;
        try {
            wanted = call.request().payload().as(ShutdownProtocol.Start.class);
            if (client.isPresent()) {
                throw new FluxException(Errno.EINVAL, "shutdown is already in progress");
            }
            initiate.run();
        } catch (FluxException e) {
            call.fail(e);
            return;
        }
        if (!call.request().has(Message.STREAMING)) {
            call.reply(Payload.NONE);
            return;
        }
        client = Optional.of(call.request());
        level = wanted.loglevel().orElse(Severity.ERR.number());
        // A client before this one may have left its log open.
        if (log.isEmpty()) {
            log =
                    Optional.of(
                            flux.rpc()
                                    .openRaw(
                                            LogProtocol.DMESG.topic(),
                                            Message.NODEID_ANY,
                                            Payload.of(
                                                    new LogProtocol.Dmesg(true, Optional.of(true))),
                                            this::show,
                                            this::logEnded));
        }
    }

    private void show(Response record) {
        LogRecord.parse(record.payload().text())
                .filter(parsed -> parsed.severity().number() <= level)
                .ifPresent(
                        parsed ->
                                client.ifPresent(
                                        request ->
                                                flux.emit(
                                                        request.respond(
                                                                Payload.of(
                                                                        new ShutdownProtocol.Line(
                                                                                parsed.line()
                                                                                        + '\n'))))));
    }

    private void logEnded(FluxException end) {
        if (!end.errno().equals(Errno.ENODATA)) {
            flux.log().err("shutdown: log.dmesg: " + end.getMessage());
        }
        log = Optional.empty();
        goOn();
    }

    private void disconnect(RawCall call) {
        if (client.filter(open -> Dispatcher.sameSender(call.request(), open)).isPresent()) {
            client = Optional.empty();
            goOn();
        }
    }

    /// The next step to the exit: the log, the client, the broker.
    private void goOn() {
        if (!ending) {
            return;
        }
        if (log.isPresent()) {
            log.get().cancel();
        } else if (client.isPresent()) {
            flux.emit(client.get().respondError(Errno.ENODATA, ""));
        } else {
            flux.rpc()
                    .send(
                            StateMachineProtocol.POST,
                            Message.NODEID_ANY,
                            new StateMachineProtocol.Post("goodbye", Optional.of(false)));
        }
    }
}
