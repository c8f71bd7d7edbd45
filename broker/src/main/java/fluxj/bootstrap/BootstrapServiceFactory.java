package fluxj.bootstrap;

import fluxj.bootstrap.BootstrapMethod.Membership;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;
import fluxj.service.Service;
import fluxj.service.ServiceContext;
import fluxj.service.ServiceFactory;

import java.util.function.Supplier;

/// Makes the core service `bootstrap`.
///
/// @param parentNotice tells the instance around this one, before the method is let go
public record BootstrapServiceFactory(
        BootstrapMethod method, Membership membership, Supplier<Promise<Empty>> parentNotice)
        implements ServiceFactory {
    /// For an instance that has none around it.
    public BootstrapServiceFactory(BootstrapMethod method, Membership membership) {
        this(method, membership, () -> Promise.of(Empty.EMPTY));
    }

    @Override
    public String name() {
        return "bootstrap";
    }

    @Override
    public Service create(ServiceContext context) {
        return new BootstrapService(context.attributes(), method, membership, parentNotice);
    }
}
