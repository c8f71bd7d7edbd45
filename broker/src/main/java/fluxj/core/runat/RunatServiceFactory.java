package fluxj.core.runat;

import fluxj.service.Service;
import fluxj.service.ServiceContext;
import fluxj.service.ServiceFactory;

/// Makes the core service `runat`.
///
/// @param runat the broker's lists
public record RunatServiceFactory(Runat runat) implements ServiceFactory {
    @Override
    public String name() {
        return "runat";
    }

    @Override
    public Service create(ServiceContext context) {
        return new RunatService(runat);
    }
}
