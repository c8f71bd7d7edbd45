package fluxj.services.rexec;

import fluxj.service.Service;
import fluxj.service.ServiceContext;
import fluxj.service.ServiceFactory;
import fluxj.subprocess.SubprocessServer;

/// Makes the `rexec` service over the broker's own subprocess server, so that what the broker runs
/// for itself is listed too.
public record RexecServiceFactory(SubprocessServer server) implements ServiceFactory {
    @Override
    public String name() {
        return "rexec";
    }

    @Override
    public Service create(ServiceContext context) {
        return new RexecService(context, server);
    }
}
