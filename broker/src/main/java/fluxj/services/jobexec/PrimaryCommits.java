package fluxj.services.jobexec;

import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;
import fluxj.rpc.RpcClient;
import fluxj.services.kvs.KvsProtocol;
import fluxj.services.kvs.KvsProtocol.Commit;
import fluxj.treeobj.Transaction;
import fluxj.treeobj.Treeobj;

import java.util.ArrayList;
import java.util.List;

/// Keys of the primary namespace that jobs set. One commit is under way at a time; what comes
/// meanwhile, of however many jobs, makes up the next one.
final class PrimaryCommits {
    /// So many operations make a commit at most.
    private static final int LARGEST = 1000;

    private record Change(String key, Treeobj object, Deferred<Empty> done) {}

    private final RpcClient rpc;
    private final List<Change> waiting = new ArrayList<>();
    private boolean busy;

    PrimaryCommits(RpcClient rpc) {
        this.rpc = rpc;
    }

    /// Sets a key; done when it is committed.
    Promise<Empty> put(String key, Treeobj object) {
        Deferred<Empty> done = new Deferred<>();
        waiting.add(new Change(key, object, done));
        if (!busy) {
            commit();
        }
        return done;
    }

    private void commit() {
        List<Change> next = waiting.subList(0, Math.min(waiting.size(), LARGEST));
        List<Change> batch = List.copyOf(next);
        next.clear();
        busy = !batch.isEmpty();
        if (!busy) {
            return;
        }
        Transaction transaction = new Transaction();
        batch.forEach(change -> transaction.put(change.key(), change.object()));
        rpc.call(KvsProtocol.COMMIT, 0, new Commit(KvsProtocol.PRIMARY, 0, transaction.ops()))
                .then(
                        _ -> {
                            commit();
                            batch.forEach(change -> change.done().complete(Empty.EMPTY));
                        },
                        error -> {
                            commit();
                            batch.forEach(change -> change.done().fail(error));
                        });
    }
}
