package fluxj.overlay.tree;

import fluxj.overlay.OverlayTransport;
import fluxj.routing.Router;
import fluxj.service.Service;
import fluxj.service.ServiceContext;
import fluxj.service.ServiceFactory;

/// Makes the `overlay` module of one broker.
///
/// @param router the broker's router, which the overlay joins
/// @param transport where its sockets come from
/// @param plan its place in the tree
public record OverlayServiceFactory(Router router, OverlayTransport transport, OverlayPlan plan)
        implements ServiceFactory {
    @Override
    public String name() {
        return "overlay";
    }

    @Override
    public Service create(ServiceContext context) {
        return new OverlayService(context, router, transport, plan);
    }
}
