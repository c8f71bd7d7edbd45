package fluxj.core.attr;

import fluxj.core.attr.AttrProtocol.Name;
import fluxj.core.attr.AttrProtocol.Names;
import fluxj.core.attr.AttrProtocol.Set;
import fluxj.core.attr.AttrProtocol.Value;
import fluxj.core.log.LogProtocol;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.rpc.Call;
import fluxj.rpc.Empty;
import fluxj.rpc.HandlerTable;
import fluxj.service.AttributeTable;
import fluxj.service.Service;
import fluxj.service.ServiceContext;
import fluxj.wire.Message;
import fluxj.wire.Payload;

import org.jspecify.annotations.Nullable;

/// Serves the attribute table. Some attributes belong to another service, which is asked before
/// they change.
public final class AttrService implements Service {
    private record Setting(String name, String value) {}

    private final ServiceContext context;
    private final AttributeTable table;

    /// Not started yet.
    public AttrService(ServiceContext context, AttributeTable table) {
        this.context = context;
        this.table = table;
    }

    @Override
    public HandlerTable handlers() {
        return HandlerTable.forProtocol(AttrProtocol.class)
                .on(AttrProtocol.GET, this::get)
                .on(AttrProtocol.LIST, call -> call.reply(new Names(table.names())))
                .on(AttrProtocol.SET, this::set)
                .on(AttrProtocol.RM, this::rm)
                .build();
    }

    private void get(Call<Name, Value> call) {
        String name = call.body().name();
        String value = table.get(name).orElseThrow(() -> new FluxException(Errno.ENOENT));
        call.reply(new Value(value, table.isImmutable(name) ? AttrProtocol.IMMUTABLE : 0));
    }

    private void set(Call<Set, Empty> call) {
        Set body = call.body();
        boolean force = body.force().orElse(false);
        table.checkUpdate(body.name(), force);
        String keeper = force ? null : keeper(body.name());
        if (keeper == null) {
            table.update(body.name(), body.value());
            call.reply(Empty.EMPTY);
            return;
        }
        Payload question = Payload.of(new Setting(body.name(), body.value()));
        call.replyWith(
                context.rpc()
                        .request(keeper, Message.NODEID_ANY, question, 0)
                        .map(
                                _ -> {
                                    table.update(body.name(), body.value());
                                    return Empty.EMPTY;
                                }));
    }

    /// The method to ask before the attribute changes.
    private static @Nullable String keeper(String name) {
        if (name.equals("log-stderr-level")) {
            return LogProtocol.SETATTR.topic();
        }
        return name.startsWith("test-rd.") ? "testrd.setattr" : null;
    }

    private void rm(Call<Name, Empty> call) {
        table.remove(call.body().name());
        call.reply(Empty.EMPTY);
    }
}
