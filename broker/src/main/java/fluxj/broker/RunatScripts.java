package fluxj.broker;

import fluxj.core.runat.Runat;
import fluxj.core.statemachine.Scripts;

import java.util.function.IntConsumer;

/// The command lists as the state machine knows them.
record RunatScripts(Runat runat) implements Scripts {
    @Override
    public boolean isDefined(String list) {
        return runat.isDefined(list);
    }

    @Override
    public void start(String list, IntConsumer onDone) {
        runat.start(list, onDone);
    }

    @Override
    public void abort(String list) {
        runat.abort(list);
    }
}
