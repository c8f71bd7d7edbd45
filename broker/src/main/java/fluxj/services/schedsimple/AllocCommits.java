package fluxj.services.schedsimple;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.job.ResourceSet;
import fluxj.job.Rv1;
import fluxj.json.JanssonText;
import fluxj.json.JsonObject;
import fluxj.reactor.Reactor;
import fluxj.reactor.Timer;
import fluxj.rpc.RpcClient;
import fluxj.services.kvs.KvsProtocol;
import fluxj.services.kvs.KvsProtocol.Commit;
import fluxj.treeobj.Transaction;
import fluxj.wire.Message;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Puts R of jobs into the KVS before they hear of it. What is decided in one turn, and while a
/// commit is under way, is one commit. Where there is no room they are tried again every second.
final class AllocCommits {
    private static final Duration RETRY = Duration.ofSeconds(1);

    /// What is told of it.
    interface Listener {
        /// R could not be stored.
        void failed(PendingJob job, ResourceSet resources, FluxException error);

        /// There is no room for R; it will be stored when there is some.
        void waits(FluxException error);
    }

    private record Decided(PendingJob job, ResourceSet resources, JsonObject json) {}

    private final Reactor reactor;
    private final RpcClient rpc;
    private final Listener listener;
    private List<Decided> gathered = new ArrayList<>();
    private boolean underWay;
    private boolean posted;
    private boolean hasRoom = true;
    private boolean stopped;
    private @Nullable Timer retry;

    AllocCommits(Reactor reactor, RpcClient rpc, Listener listener) {
        this.reactor = reactor;
        this.rpc = rpc;
        this.listener = listener;
    }

    void add(PendingJob job, ResourceSet resources) {
        gathered.add(new Decided(job, resources, Rv1.json(resources)));
        if (!posted && !underWay) {
            posted = true;
            reactor.post(this::commit);
        }
    }

    private void commit() {
        posted = false;
        if (underWay || gathered.isEmpty()) {
            return;
        }
        List<Decided> batch = gathered;
        gathered = new ArrayList<>();
        underWay = true;
        Transaction transaction = new Transaction();
        for (Decided each : batch) {
            transaction.put(each.job.id().kvs("R"), JanssonText.of(each.json));
        }
        rpc.call(
                        KvsProtocol.COMMIT,
                        Message.NODEID_ANY,
                        new Commit(KvsProtocol.PRIMARY, 0, transaction.ops()))
                .then(
                        _ -> {
                            hasRoom = true;
                            batch.forEach(
                                    each -> each.job.succeed(each.json, each.resources.toString()));
                            next();
                        },
                        error -> {
                            if (error.errno().equals(Errno.ENOSPC)) {
                                await(batch, error);
                                return;
                            }
                            batch.forEach(each -> listener.failed(each.job, each.resources, error));
                            next();
                        });
    }

    /// The jobs keep what they were given.
    private void await(List<Decided> batch, FluxException error) {
        if (hasRoom) {
            listener.waits(error);
        }
        hasRoom = false;
        batch.addAll(gathered);
        gathered = batch;
        if (!stopped) {
            retry = reactor.after(RETRY, this::next);
        }
    }

    /// Stores nothing any more.
    void stop() {
        stopped = true;
        if (retry != null) {
            retry.cancel();
        }
    }

    private void next() {
        underWay = false;
        commit();
    }
}
