package fluxj.archive;

import fluxj.errors.Errno;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.services.kvs.KvsProtocol;
import fluxj.wire.Message;

/// Whether there is a KVS, or was one.
public final class KvsState {
    private KvsState() {}

    /// False when nobody answers for the kvs service.
    static Promise<Boolean> isRunning(ToolContext tool) {
        Deferred<Boolean> running = new Deferred<>();
        tool.rpc()
                .call(
                        KvsProtocol.GETROOT,
                        Message.NODEID_ANY,
                        KvsProtocol.Getroot.of(tool.namespace()))
                .then(
                        _ -> running.complete(true),
                        error -> running.complete(!error.errno().equals(Errno.ENOSYS)));
        return running;
    }

    /// True when the backing store has a checkpoint.
    public static Promise<Boolean> hasCheckpoint(ToolContext tool) {
        Deferred<Boolean> result = new Deferred<>();
        new ContentStore(tool.rpc(), true)
                .checkpoints()
                .then(
                        list -> result.complete(!list.isEmpty()),
                        error -> {
                            if (error.errno().equals(Errno.ENOENT)) {
                                result.complete(false);
                            } else {
                                result.fail(error);
                            }
                        });
        return result;
    }
}
