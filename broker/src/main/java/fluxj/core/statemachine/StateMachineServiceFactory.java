package fluxj.core.statemachine;

import fluxj.service.Service;
import fluxj.service.ServiceContext;
import fluxj.service.ServiceFactory;

/// Makes the service `state-machine` over a broker's life.
public record StateMachineServiceFactory(Lifecycle lifecycle, ExitCode exitCode)
        implements ServiceFactory {
    @Override
    public String name() {
        return "state-machine";
    }

    @Override
    public Service create(ServiceContext context) {
        return new StateMachineService(lifecycle, exitCode);
    }
}
