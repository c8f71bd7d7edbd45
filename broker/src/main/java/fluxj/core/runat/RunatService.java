package fluxj.core.runat;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonArray;
import fluxj.json.JsonValue;
import fluxj.rpc.Call;
import fluxj.rpc.Empty;
import fluxj.rpc.HandlerTable;
import fluxj.service.Service;

import java.util.ArrayList;
import java.util.List;

/// Lets the owner add commands to lists.
public final class RunatService implements Service {
    private final Runat runat;

    /// Not started yet.
    public RunatService(Runat runat) {
        this.runat = runat;
    }

    @Override
    public HandlerTable handlers() {
        return HandlerTable.forProtocol(RunatProtocol.class)
                .on(RunatProtocol.PUSH, this::push)
                .build();
    }

    private void push(Call<RunatProtocol.Push, Empty> call) {
        List<String> lines = lines(call.body().commands());
        for (String line : lines) {
            runat.pushShell(call.body().name(), line);
        }
        call.reply(Empty.EMPTY);
    }

    private static List<String> lines(JsonValue commands) {
        if (!(commands instanceof JsonArray array) || array.size() == 0) {
            throw new FluxException(Errno.EPROTO, "commands array is empty");
        }
        List<String> lines = new ArrayList<>();
        for (JsonValue item : array) {
            if (!(item instanceof JsonValue.Text text) || text.value().isEmpty()) {
                throw new FluxException(Errno.EPROTO, "cannot push an empty command line");
            }
            lines.add(text.value());
        }
        return lines;
    }
}
