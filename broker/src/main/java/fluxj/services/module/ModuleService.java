package fluxj.services.module;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.rpc.Access;
import fluxj.rpc.Call;
import fluxj.rpc.Empty;
import fluxj.rpc.HandlerTable;
import fluxj.rpc.RawCall;
import fluxj.rpc.StreamCall;
import fluxj.service.MessageTrace;
import fluxj.service.ModuleState;
import fluxj.service.Modules;
import fluxj.service.Service;
import fluxj.service.ServiceContext;
import fluxj.services.module.ModuleProtocol.Debug;
import fluxj.services.module.ModuleProtocol.Listing;
import fluxj.services.module.ModuleProtocol.Remove;
import fluxj.services.module.ModuleProtocol.Status;
import fluxj.services.module.ModuleProtocol.Trace;
import fluxj.services.module.ModuleProtocol.Traced;
import fluxj.wire.Message;
import fluxj.wire.Payload;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Serves the module table.
final class ModuleService implements Service {
    private final ServiceContext context;
    private final Modules modules;
    private final Set<StreamCall<Trace, Traced>> traces = new LinkedHashSet<>();

    ModuleService(ServiceContext context, Modules modules) {
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
        traces.add(call);
        call.onClosed(
                () -> {
                    traces.remove(call);
                    if (traces.isEmpty()) {
                        modules.unwatch();
                    }
                });
    }

    private void passed(boolean toModule, String module, Message message) {
        MessageTrace.Passage passage =
                new MessageTrace.Passage(
                        context.wallClock().epochSeconds(),
                        toModule ? "rx" : "tx",
                        MessageTrace.NO_PEER,
                        Optional.of(module));
        for (StreamCall<Trace, Traced> call : List.copyOf(traces)) {
            Trace wanted = call.body();
            if ((wanted.names().isEmpty() || wanted.names().contains(module))
                    && MessageTrace.matches(message, wanted.typemask(), wanted.topicGlob())) {
                boolean full = wanted.full().orElse(false);
                call.send(Payload.of(MessageTrace.record(passage, message, full)));
            }
        }
    }
}
