package fluxj.core.attr;

import fluxj.service.AttributeTable;
import fluxj.service.Service;
import fluxj.service.ServiceContext;
import fluxj.service.ServiceFactory;

/// Makes the `attr` service over a broker's attribute table.
public record AttrServiceFactory(AttributeTable table) implements ServiceFactory {
    @Override
    public String name() {
        return "attr";
    }

    @Override
    public Service create(ServiceContext context) {
        return new AttrService(context, table);
    }
}
