package fluxj.broker;

import fluxj.errors.Errno;
import fluxj.service.ModuleListener;
import fluxj.service.ModuleState;
import fluxj.services.statemachine.Lifecycle;

import java.util.Optional;

/// Brings failures of modules to the state machine, which is made after them.
final class ModuleWatch implements ModuleListener {
    private Optional<Lifecycle> lifecycle = Optional.empty();

    void attach(Lifecycle machine) {
        lifecycle = Optional.of(machine);
    }

    @Override
    public void changed(String name, ModuleState state, Errno errnum) {
        // The state machine waits for the promises of those it loads itself.
    }

    @Override
    public void runtimeFailure(String name) {
        lifecycle.ifPresent(machine -> machine.moduleFailed(name));
    }
}
