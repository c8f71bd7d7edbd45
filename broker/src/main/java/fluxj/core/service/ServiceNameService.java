package fluxj.core.service;

import fluxj.core.service.ServiceProtocol.Name;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.module.ModuleTable;
import fluxj.rpc.Call;
import fluxj.rpc.Empty;
import fluxj.rpc.HandlerTable;
import fluxj.service.Service;
import fluxj.wire.Credentials;

/// Serves the table of service names. A guest may only use names that begin with its user id.
public final class ServiceNameService implements Service {
    private final ModuleTable modules;

    /// Not started yet.
    public ServiceNameService(ModuleTable modules) {
        this.modules = modules;
    }

    @Override
    public HandlerTable handlers() {
        return HandlerTable.forProtocol(ServiceProtocol.class)
                .on(ServiceProtocol.ADD, this::add)
                .on(ServiceProtocol.REMOVE, this::remove)
                .build();
    }

    private void add(Call<Name, Empty> call) {
        checkGuest(call);
        modules.addName(call.request().routes().origin(), call.body().service());
        call.reply(Empty.EMPTY);
    }

    private void remove(Call<Name, Empty> call) {
        checkGuest(call);
        modules.removeName(call.request().routes().origin(), call.body().service());
        call.reply(Empty.EMPTY);
    }

    private static void checkGuest(Call<Name, Empty> call) {
        Credentials from = call.from();
        String own = Integer.toUnsignedString(from.userid()) + "-";
        if (!from.hasAny(Credentials.OWNER) && !call.body().service().startsWith(own)) {
            throw new FluxException(Errno.EPERM);
        }
    }
}
