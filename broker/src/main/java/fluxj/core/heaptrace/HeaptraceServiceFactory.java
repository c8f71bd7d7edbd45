package fluxj.core.heaptrace;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.rpc.Call;
import fluxj.rpc.Empty;
import fluxj.rpc.HandlerTable;
import fluxj.service.Service;
import fluxj.service.ServiceContext;
import fluxj.service.ServiceFactory;

/// Makes the `heaptrace` service. It answers ENOSYS, as flux-core does when it was built without
/// tcmalloc: a JVM's heap is looked at with `jcmd`.
public record HeaptraceServiceFactory() implements ServiceFactory {
    @Override
    public String name() {
        return "heaptrace";
    }

    @Override
    public Service create(ServiceContext context) {
        return () ->
                HandlerTable.forProtocol(HeaptraceProtocol.class)
                        .on(HeaptraceProtocol.START, HeaptraceServiceFactory::refuse)
                        .on(HeaptraceProtocol.DUMP, HeaptraceServiceFactory::refuse)
                        .on(HeaptraceProtocol.STOP, HeaptraceServiceFactory::refuse)
                        .build();
    }

    private static void refuse(Call<Empty, Empty> call) {
        call.fail(new FluxException(Errno.ENOSYS));
    }
}
