package fluxj.services.runat;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonArray;
import fluxj.json.JsonValue;
import fluxj.rpc.Call;
import fluxj.rpc.Empty;
import fluxj.rpc.HandlerTable;
import fluxj.service.Service;
import fluxj.service.ServiceContext;
import fluxj.service.ServiceFactory;

/// Makes the service `runat` over a broker's command lists.
public record RunatServiceFactory(Runat runat) implements ServiceFactory {
    @Override
    public String name() {
        return "runat";
    }

    @Override
    public Service create(ServiceContext context) {
        return () ->
                HandlerTable.forProtocol(RunatProtocol.class)
                        .on(RunatProtocol.PUSH, this::push)
                        .build();
    }

    private void push(Call<RunatProtocol.Push, Empty> call) {
        if (!(call.body().commands() instanceof JsonArray commands) || commands.size() == 0) {
            throw new FluxException(Errno.EPROTO, "commands array is empty");
        }
        for (JsonValue command : commands) {
            if (!(command instanceof JsonValue.Text(String line)) || line.isEmpty()) {
                throw new FluxException(Errno.EPROTO, "cannot push an empty command line");
            }
            runat.pushShell(call.body().name(), line);
        }
        call.reply(Empty.EMPTY);
    }
}
