package fluxj.core.module;

import fluxj.core.module.ModuleProtocol.Debug;
import fluxj.core.module.ModuleProtocol.Listing;
import fluxj.core.module.ModuleProtocol.Remove;
import fluxj.core.module.ModuleProtocol.Status;
import fluxj.core.module.ModuleProtocol.Trace;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.module.ModuleTable;
import fluxj.rpc.Access;
import fluxj.rpc.Call;
import fluxj.rpc.Empty;
import fluxj.rpc.HandlerTable;
import fluxj.rpc.LossyStream;
import fluxj.rpc.RawCall;
import fluxj.rpc.StreamCall;
import fluxj.service.MessageTrace;
import fluxj.service.MessageTrace.Traced;
import fluxj.service.ModuleState;
import fluxj.service.Service;
import fluxj.service.ServiceContext;
import fluxj.wire.Message;
import fluxj.wire.Payload;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Serves the module table.
public final class ModuleService implements Service {
    /// A client of `module.trace`; one that is slow misses records, and is told how many.
    private record Tracing(Trace wanted, LossyStream stream) {}

    private final ServiceContext context;
    private final ModuleTable modules;
    private final List<Tracing> traces = new ArrayList<>(1);

    /// Not started yet.
    public ModuleService(ServiceContext context, ModuleTable modules) {
        this.context = context;
        this.modules = modules;
    }

    @Override
    public HandlerTable handlers() {
        return HandlerTable.forProtocol(ModuleProtocol.class)
                .on(ModuleProtocol.LOAD, call -> call.replyWith(modules.load(call.body())))
                .on(ModuleProtocol.REMOVE, this::remove)
                .on(ModuleProtocol.LIST, call -> call.reply(new Listing(modules.list())))
                .onRaw(ModuleProtocol.STATUS.topic(), Access.OWNER, this::status)
                .on(ModuleProtocol.DEBUG, this::debug)
                .on(ModuleProtocol.TRACE, this::trace)
                .build();
    }

    private void remove(Call<Remove, Empty> call) {
        Remove body = call.body();
        call.replyWith(modules.remove(body.name(), body.cancel().orElse(false)));
    }

    /// A sender that is no module is told that all is well: modules are tested outside of a broker.
    private void status(RawCall call) {
        Status body;
        try {
            body = call.request().payload().as(Status.class);
        } catch (FluxException e) {
            call.fail(e.errno(), "error decoding module.status request");
            return;
        }
        call.reply(Payload.NONE);
        Optional<ModuleState> state = ModuleState.of(body.status());
        if (state.isPresent()) {
            modules.report(
                    call.request().routes().origin(),
                    state.get(),
                    new Errno(body.errnum().orElse(0)));
        }
    }

    private void debug(Call<Debug, Empty> call) {
        Debug body = call.body();
        if (!modules.isLoaded(body.name())) {
            throw new FluxException(Errno.ENOENT);
        }
        body.defer().ifPresent(hold -> modules.defer(body.name(), hold));
        call.reply(Empty.EMPTY);
    }

    private void trace(StreamCall<Trace, Traced> call) {
        if (traces.isEmpty()) {
            modules.watch(this::passed);
        }
        Tracing tracing =
                new Tracing(call.body(), new LossyStream(context.reactor(), call, this::leftOut));
        traces.add(tracing);
        call.onClosed(
                () -> {
                    traces.remove(tracing);
                    if (traces.isEmpty()) {
                        modules.unwatch();
                    }
                });
    }

    /// The name is that of no module.
    private Payload leftOut(int count) {
        return Payload.of(
                MessageTrace.leftOut(
                        new MessageTrace.Passage(
                                context.wallClock().epochSeconds(),
                                "tx",
                                MessageTrace.NO_PEER,
                                Optional.of("-")),
                        count));
    }

    private void passed(boolean toModule, String module, Message message) {
        MessageTrace.Passage passage =
                new MessageTrace.Passage(
                        context.wallClock().epochSeconds(),
                        toModule ? "rx" : "tx",
                        MessageTrace.NO_PEER,
                        Optional.of(module));
        // A trace never shows its own messages.
        if (message.topic().equals(ModuleProtocol.TRACE.topic())) {
            return;
        }
        for (Tracing tracing : List.copyOf(traces)) {
            Trace wanted = tracing.wanted();
            if ((wanted.names().isEmpty() || wanted.names().contains(module))
                    && MessageTrace.matches(message, wanted.typemask(), wanted.topicGlob())) {
                boolean full = wanted.full().orElse(false);
                tracing.stream()
                        .send(() -> Payload.of(MessageTrace.record(passage, message, full)));
            }
        }
    }
}
