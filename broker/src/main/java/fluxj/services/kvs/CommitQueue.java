package fluxj.services.kvs;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Blobref;
import fluxj.services.kvs.CommitRun.Stage;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The commits of one namespace on rank 0, in order. Once a turn the head of the queue, with its
/// neighbours of equal flags, becomes a [CommitRun]; one run works at a time, each upon the root of
/// the one before it. Stored runs are published in order; one that asks for a checkpoint waits for
/// it while later ones are applied, and one checkpoint serves all that are stored when it begins.
/// What is based on a run that fails is applied again.
final class CommitQueue {
    /// More than this and a commit is refused.
    static final int LIMIT = 100_000;

    /// What becomes of runs.
    interface Outlet {
        /// The next root of the namespace.
        void publish(CommitRun run);

        /// A run that came to nothing.
        void fail(List<String> names, FluxException error);

        /// Asks for a checkpoint of a root; the queue is told by [#checkpointed].
        void checkpoint(Blobref root, int seq);
    }

    private final KvsContext kvs;
    private final Namespace namespace;
    private final Outlet outlet;
    private final Deque<QueuedCommit> ready = new ArrayDeque<>();
    private final Deque<CommitRun> runs = new ArrayDeque<>();
    private final Set<CommitRun> covered = new LinkedHashSet<>();
    private boolean scheduled;
    private boolean starting;
    private boolean checkpointing;
    private boolean ended;
    private int noopStores;

    CommitQueue(KvsContext kvs, Namespace namespace, Outlet outlet) {
        this.kvs = kvs;
        this.namespace = namespace;
        this.outlet = outlet;
    }

    /// Adds a transaction; it is taken on a later turn, so that those of one turn can be merged.
    ///
    /// @throws FluxException EAGAIN when too many wait
    void add(QueuedCommit transaction) {
        if (ended) {
            throw new FluxException(Errno.EOPNOTSUPP);
        }
        if (ready.size() >= LIMIT) {
            throw new FluxException(Errno.EAGAIN, "too many commits wait; try again later");
        }
        ready.add(transaction);
        if (!scheduled) {
            scheduled = true;
            kvs.flux()
                    .reactor()
                    .post(
                            () -> {
                                scheduled = false;
                                startNext();
                            });
        }
    }

    /// How many transactions are not done.
    int size() {
        int size = ready.size();
        for (CommitRun run : runs) {
            size += run.parts.size();
        }
        return size;
    }

    int noopStores() {
        return noopStores;
    }

    /// Ends it: everything in it fails.
    void end(FluxException error) {
        ended = true;
        List<String> names = new ArrayList<>();
        for (CommitRun run : runs) {
            run.abandon();
            names.addAll(run.names());
        }
        for (QueuedCommit transaction : ready) {
            names.add(transaction.name());
        }
        runs.clear();
        ready.clear();
        covered.clear();
        if (!names.isEmpty()) {
            outlet.fail(names, error);
        }
    }

    // --- applying

    /// Runs that settle at once come back here from within; the loop goes on by itself then.
    private void startNext() {
        if (starting) {
            return;
        }
        starting = true;
        while (!ready.isEmpty() && (runs.isEmpty() || runs.getLast().stage() != Stage.WORKING)) {
            CommitRun run =
                    new CommitRun(kvs, namespace, takeHead(), tip(), () -> settled(runs.getLast()));
            runs.add(run);
            run.begin();
        }
        starting = false;
    }

    private Blobref tip() {
        Iterator<CommitRun> newestFirst = runs.descendingIterator();
        while (newestFirst.hasNext()) {
            CommitRun run = newestFirst.next();
            if (run.stage() == Stage.STORED) {
                return run.root();
            }
        }
        return namespace.ref();
    }

    private List<QueuedCommit> takeHead() {
        QueuedCommit head = ready.remove();
        List<QueuedCommit> parts = new ArrayList<>();
        parts.add(head);
        while (kvs.merging()
                && head.isMergeable()
                && !ready.isEmpty()
                && ready.element().isMergeable()
                && ready.element().flags() == head.flags()) {
            parts.add(ready.remove());
        }
        return parts;
    }

    private void settled(CommitRun run) {
        noopStores += run.noopStores();
        if (run.stage() == Stage.FAILED && run.isMerged() && !isFinal(run)) {
            runs.removeLast();
            List<QueuedCommit> parts = run.parts;
            for (int i = parts.size() - 1; i >= 0; i--) {
                ready.addFirst(parts.get(i).alone());
            }
        }
        advance();
        startNext();
    }

    /// Errors that the parts of a merged transaction would only get again.
    private static boolean isFinal(CommitRun run) {
        return run.error()
                .map(e -> e.errno().equals(Errno.ENOMEM) || e.errno().equals(Errno.EOPNOTSUPP))
                .orElse(false);
    }

    // --- publishing

    private void advance() {
        while (!runs.isEmpty()) {
            CommitRun run = runs.getFirst();
            switch (run.stage()) {
                case WORKING -> {
                    return;
                }
                case FAILED -> {
                    runs.removeFirst();
                    run.error().ifPresent(error -> outlet.fail(run.names(), error));
                }
                case STORED -> {
                    if (!run.isDurable()) {
                        checkpoint();
                        return;
                    }
                    runs.removeFirst();
                    if (run.isPublished()) {
                        outlet.publish(run);
                    }
                    run.refresh();
                }
            }
        }
    }

    /// Asks for one checkpoint that serves every stored run.
    private void checkpoint() {
        if (checkpointing) {
            return;
        }
        checkpointing = true;
        int seq = namespace.seq();
        Blobref root = namespace.ref();
        List<CommitRun> begun = new ArrayList<>();
        for (CommitRun run : runs) {
            if (run.stage() != Stage.STORED) {
                continue;
            }
            begun.add(run);
            seq += run.isPublished() ? 1 : 0;
            if (run.isSync()) {
                covered.addAll(begun);
                begun.clear();
                root = run.root();
            }
        }
        // Runs after the last one that asked for it are not covered: the root is not theirs.
        outlet.checkpoint(root, seq - published(begun));
    }

    private static int published(List<CommitRun> some) {
        int count = 0;
        for (CommitRun run : some) {
            count += run.isPublished() ? 1 : 0;
        }
        return count;
    }

    /// The checkpoint that was asked for is kept.
    void checkpointed() {
        checkpointing = false;
        covered.forEach(CommitRun::checkpointed);
        covered.clear();
        advance();
        startNext();
    }

    /// The checkpoint that was asked for is not kept: who asked for it fails, and everything else
    /// that is based on them is applied again.
    void checkpointFailed(FluxException error) {
        checkpointing = false;
        List<CommitRun> refused = new ArrayList<>();
        List<QueuedCommit> again = new ArrayList<>();
        for (CommitRun run : runs) {
            if (run.isSync() && covered.contains(run)) {
                refused.add(run);
            } else {
                run.abandon();
                again.addAll(run.parts);
            }
        }
        covered.clear();
        runs.clear();
        for (int i = again.size() - 1; i >= 0; i--) {
            ready.addFirst(again.get(i));
        }
        for (CommitRun run : refused) {
            outlet.fail(run.names(), error);
        }
        startNext();
    }
}
