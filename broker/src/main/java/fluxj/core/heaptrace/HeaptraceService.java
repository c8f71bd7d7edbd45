package fluxj.core.heaptrace;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.rpc.Call;
import fluxj.rpc.Empty;
import fluxj.rpc.HandlerTable;
import fluxj.service.Service;

/// Answers ENOSYS, as flux-core does when it was built without tcmalloc: a JVM's heap is looked at
/// with `jcmd`.
public final class HeaptraceService implements Service {
    @Override
    public HandlerTable handlers() {
        return HandlerTable.forProtocol(HeaptraceProtocol.class)
                .on(HeaptraceProtocol.START, HeaptraceService::refuse)
                .on(HeaptraceProtocol.DUMP, HeaptraceService::refuse)
                .on(HeaptraceProtocol.STOP, HeaptraceService::refuse)
                .build();
    }

    private static void refuse(Call<Empty, Empty> call) {
        call.fail(new FluxException(Errno.ENOSYS));
    }
}
