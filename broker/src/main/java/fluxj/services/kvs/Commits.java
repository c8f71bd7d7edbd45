package fluxj.services.kvs;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Blobref;
import fluxj.rpc.Call;
import fluxj.services.kvs.KvsProtocol.Commit;
import fluxj.services.kvs.KvsProtocol.Relay;
import fluxj.services.kvs.KvsProtocol.Root;
import fluxj.services.kvs.KvsProtocol.Spread;
import fluxj.services.kvs.tree.OpReader;
import fluxj.wire.Credentials;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Takes commits: on rank 0 into the queue of their namespace, elsewhere to rank 0. Either way the
/// caller waits until the root that holds his commit is this rank's root.
final class Commits {
    private final KvsContext kvs;
    private final NamespaceTable table;
    private final NamespaceEvents events;
    private final RootCheckpoints checkpoints;
    private final Map<String, CommitQueue> queues = new LinkedHashMap<>();
    private final Tally opCounts = new Tally();

    /// Names of a broker that was restarted must not be taken for those of the one before: events
    /// may still bring those.
    private final String prefix;

    private long counter;

    Commits(
            KvsContext kvs,
            NamespaceTable table,
            NamespaceEvents events,
            RootCheckpoints checkpoints) {
        this.kvs = kvs;
        this.table = table;
        this.events = events;
        this.checkpoints = checkpoints;
        this.prefix = "transaction_req." + kvs.flux().rank() + "." + kvs.flux().uuid() + ".";
    }

    // --- requests

    void commit(Call<Commit, Root> call) {
        if (!call.from().hasAny(Credentials.OWNER)) {
            OpReader.checkGuest(call.body().ops());
        }
        table.use(call, call.body().namespace(), namespace -> commit(call, namespace));
    }

    private void commit(Call<Commit, Root> call, Namespace namespace) {
        Commit body = call.body();
        String name = prefix + counter++;
        namespace.park(name, call);
        Relay relay = new Relay(body.ops(), name, body.namespace(), body.flags());
        if (kvs.flux().rank() > 0) {
            kvs.flux().rpc().send(KvsProtocol.RELAYCOMMIT, 0, relay);
            return;
        }
        try {
            enqueue(namespace, relay);
        } catch (FluxException e) {
            namespace.fail(List.of(name), e);
        }
    }

    /// A commit from another rank. It is not answered; an event tells what became of it.
    void relayed(Relay relay) {
        try {
            Namespace namespace =
                    table.live(relay.namespace())
                            .orElseThrow(() -> new FluxException(Errno.EOPNOTSUPP));
            enqueue(namespace, relay);
        } catch (FluxException e) {
            events.error(relay.namespace(), List.of(relay.name()), e.errno());
        }
    }

    private void enqueue(Namespace namespace, Relay relay) {
        queue(namespace)
                .add(new QueuedCommit(relay.name(), OpReader.read(relay.ops()), relay.flags()));
        opCounts.add(relay.ops().items().size());
    }

    private CommitQueue queue(Namespace namespace) {
        return queues.computeIfAbsent(
                namespace.name, _ -> new CommitQueue(kvs, namespace, new Publisher(namespace)));
    }

    /// Adds a checkpoint of the primary namespace as it is when its turn comes.
    void checkpoint() {
        table.live(KvsProtocol.PRIMARY)
                .ifPresent(primary -> queue(primary).add(QueuedCommit.checkpoint()));
    }

    /// Ends the commits of a namespace.
    void end(String namespace, FluxException error) {
        CommitQueue queue = queues.remove(namespace);
        if (queue != null) {
            queue.end(error);
        }
    }

    /// Ends all commits.
    void endAll(FluxException error) {
        for (String namespace : List.copyOf(queues.keySet())) {
            end(namespace, error);
        }
    }

    // --- counters

    int readyTransactions(Namespace namespace) {
        return found(namespace).map(CommitQueue::size).orElse(0);
    }

    int noopStores(Namespace namespace) {
        return found(namespace).map(CommitQueue::noopStores).orElse(0);
    }

    private Optional<CommitQueue> found(Namespace namespace) {
        return Optional.ofNullable(queues.get(namespace.name));
    }

    Spread opCounts() {
        return opCounts.spread(1);
    }

    // --- what becomes of them

    private final class Publisher implements CommitQueue.Outlet {
        private final Namespace namespace;

        private Publisher(Namespace namespace) {
            this.namespace = namespace;
        }

        @Override
        public void publish(CommitRun run) {
            List<String> names = run.names();
            if (names.size() > 1) {
                kvs.flux()
                        .log()
                        .debug(
                                "aggregated "
                                        + names.size()
                                        + " transactions ("
                                        + run.opCount()
                                        + " ops)");
            }
            int seq = namespace.seq() + 1;
            namespace.advance(run.root(), seq);
            events.setroot(namespace, names, run.keys());
            namespace.setroot(run.root(), seq, names);
        }

        @Override
        public void fail(List<String> names, FluxException error) {
            List<String> remote = new ArrayList<>();
            for (String name : names) {
                if (!namespace.isParked(name) && !name.isEmpty()) {
                    remote.add(name);
                }
            }
            namespace.fail(names, error);
            if (!remote.isEmpty()) {
                events.error(namespace.name, remote, error.errno());
            }
            if (names.contains("")) {
                kvs.flux().log().err("checkpoint: " + error.getMessage());
            }
        }

        @Override
        public void checkpoint(Blobref root, int seq) {
            CommitQueue queue = queue(namespace);
            checkpoints.put(root, seq).then(_ -> queue.checkpointed(), queue::checkpointFailed);
        }
    }
}
