package fluxj.services.content;

import fluxj.platform.SparseFiles;
import fluxj.service.Service;
import fluxj.service.ServiceContext;
import fluxj.service.ServiceFactory;

/// Makes the `content` module.
///
/// @param sparseFiles finds the holes of files that are mapped
public record ContentServiceFactory(SparseFiles sparseFiles) implements ServiceFactory {
    /// One that sees no holes.
    public ContentServiceFactory() {
        this(SparseFiles.WITHOUT_HOLES);
    }

    @Override
    public String name() {
        return "content";
    }

    @Override
    public Service create(ServiceContext context) {
        return new ContentService(context, sparseFiles);
    }
}
