package fluxj.archive;

import fluxj.errors.Errno;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.services.kvs.KvsProtocol;
import fluxj.wire.Message;

/// Whether there is a KVS.
final class KvsState {
    private KvsState() {}

    /// False when nobody answers for the kvs service.
    static Promise<Boolean> isRunning(Tool tool) {
        Deferred<Boolean> running = new Deferred<>();
        tool.rpc()
                .call(
                        KvsProtocol.GETROOT,
                        Message.NODEID_ANY,
                        new KvsProtocol.Name(tool.namespace()))
                .then(
                        _ -> running.complete(true),
                        error -> running.complete(!error.errno().equals(Errno.ENOSYS)));
        return running;
    }
}
