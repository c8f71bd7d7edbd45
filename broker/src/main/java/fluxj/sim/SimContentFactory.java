package fluxj.sim;

import fluxj.service.Service;
import fluxj.service.ServiceContext;
import fluxj.service.ServiceFactory;

/// Makes the module `content-sim`, a content store on a [SimDisk].
record SimContentFactory(SimDisk disk) implements ServiceFactory {
    /// The module's name.
    static final String NAME = "content-sim";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Service create(ServiceContext context) {
        return new SimContent(context, disk);
    }
}
