package fluxj.connector;

import fluxj.service.Service;
import fluxj.service.ServiceContext;
import fluxj.service.ServiceFactory;

/// Makes the built-in module `connector-local`, which listens at the path of the attribute
/// `local-uri`.
public record ConnectorLocalFactory(ConnectorParameters parameters) implements ServiceFactory {
    @Override
    public String name() {
        return "connector-local";
    }

    @Override
    public Service create(ServiceContext context) {
        return new ConnectorLocal(context, parameters);
    }
}
