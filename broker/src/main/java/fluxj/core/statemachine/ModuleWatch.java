package fluxj.core.statemachine;

import fluxj.errors.Errno;
import fluxj.module.ModuleListener;
import fluxj.service.ModuleState;

import java.util.Optional;

/// Brings failures of modules to the state machine, which is made after them.
public final class ModuleWatch implements ModuleListener {
    private Optional<Lifecycle> lifecycle = Optional.empty();
    private boolean kvsIsLost;

    /// From now on that is who is told.
    public void attach(Lifecycle machine) {
        lifecycle = Optional.of(machine);
    }

    @Override
    public void changed(String name, ModuleState state, Errno errnum) {
        if (state == ModuleState.EXITED && errnum.number() != 0) {
            lifecycle.ifPresent(
                    machine -> {
                        if (machine.moduleEnded()) {
                            kvsIsLost |= name.equals("kvs");
                        }
                    });
        }
    }

    /// True when the kvs module could not save its last checkpoint while the broker came to its
    /// end.
    public boolean isKvsLost() {
        return kvsIsLost;
    }

    @Override
    public void runtimeFailure(String name) {
        lifecycle.ifPresent(machine -> machine.moduleFailed(name));
    }
}
