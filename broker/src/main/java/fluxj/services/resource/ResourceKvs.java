package fluxj.services.resource;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;
import fluxj.rpc.RpcClient;
import fluxj.services.kvs.KvsProtocol;
import fluxj.treeobj.Transaction;
import fluxj.treeobj.Treeobj;
import fluxj.wire.Message;

import java.util.Optional;

/// What the module keeps in the KVS.
record ResourceKvs(RpcClient rpc) {
    /// The resources.
    static final String RESOURCES = "resource.R";

    /// The events.
    static final String EVENTLOG = "resource.eventlog";

    /// Who is drained, as of when the module was last unloaded.
    static final String CHECKPOINT = "checkpoint.resource";

    /// The value of a key; empty when there is none.
    Promise<Optional<byte[]>> get(String key) {
        Deferred<Optional<byte[]>> result = new Deferred<>();
        rpc.call(
                        KvsProtocol.LOOKUP,
                        Message.NODEID_ANY,
                        KvsProtocol.Lookup.in(KvsProtocol.PRIMARY, key, 0))
                .then(
                        found -> result.completeBy(() -> Optional.of(bytes(found))),
                        error -> {
                            if (error.errno().equals(Errno.ENOENT)) {
                                result.complete(Optional.empty());
                            } else {
                                result.fail(error);
                            }
                        });
        return result;
    }

    private static byte[] bytes(KvsProtocol.Found found) {
        if (Treeobj.of(found.val()) instanceof Treeobj.Val value) {
            return value.bytes();
        }
        throw new FluxException(Errno.EISDIR);
    }

    /// Commits changes.
    Promise<Empty> commit(Transaction changes, int flags) {
        return rpc.call(
                        KvsProtocol.COMMIT,
                        Message.NODEID_ANY,
                        new KvsProtocol.Commit(KvsProtocol.PRIMARY, flags, changes.ops()))
                .map(_ -> Empty.EMPTY);
    }
}
