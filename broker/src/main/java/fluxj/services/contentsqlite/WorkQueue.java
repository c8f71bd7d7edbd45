package fluxj.services.contentsqlite;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.reactor.Reactor;
import fluxj.rpc.Empty;

import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/// Carries requests to the database and answers back, one batch at a time. What arrives while a
/// batch is under way is the next batch, and all that a batch writes is one transaction: a caller
/// that is alone waits for one commit, a hundred callers share one.
final class WorkQueue {
    private static final int MAX_WAITING = 1 << 16;
    private static final int MAX_BATCH = 4096;
    private static final long MAX_BATCH_BYTES = 8 << 20;

    /// What a task does to the database.
    private enum Kind {
        /// Nothing.
        READ,
        /// Writes.
        WRITE,
        /// Writes a blob, whose failure a checkpoint behind it is to know of.
        STORE
    }

    /// A task, what it does, and roughly how many bytes.
    private record Entry<T>(DatabaseTask<T> task, Kind kind, long bytes, Deferred<T> result) {
        /// What became of the task; runs on the reactor.
        Runnable outcome(Database database) throws SQLException {
            try {
                T value = task.run(database);
                return () -> result.complete(value);
            } catch (FluxException e) {
                failed(database);
                return () -> result.fail(e);
            }
        }

        void failed(Database database) {
            if (kind == Kind.STORE) {
                database.countFailure();
            }
        }
    }

    private final Reactor reactor;
    private final Database database;
    private final Deque<Entry<?>> waiting = new ArrayDeque<>();
    private boolean busy;
    private Optional<Deferred<Empty>> closing = Optional.empty();

    WorkQueue(Reactor reactor, Database database) {
        this.reactor = reactor;
        this.database = database;
    }

    /// Runs a task that reads.
    <T> Promise<T> read(DatabaseTask<T> task) {
        return add(new Entry<>(task, Kind.READ, 0, new Deferred<>()));
    }

    /// Runs a task that writes about that many bytes; the promise is done when they are committed.
    <T> Promise<T> write(long bytes, DatabaseTask<T> task) {
        return add(new Entry<>(task, Kind.WRITE, bytes, new Deferred<>()));
    }

    /// Writes a blob of that many bytes; the promise is done when it is committed.
    <T> Promise<T> store(long bytes, DatabaseTask<T> task) {
        return add(new Entry<>(task, Kind.STORE, bytes, new Deferred<>()));
    }

    /// Runs what waits, then closes the database.
    Promise<Empty> close() {
        Deferred<Empty> closed = new Deferred<>();
        closing = Optional.of(closed);
        if (!busy) {
            next();
        }
        return closed;
    }

    private <T> Promise<T> add(Entry<T> entry) {
        if (closing.isPresent()) {
            return Promise.failed(new FluxException(Errno.ENOSYS, "content-sqlite is going"));
        }
        if (waiting.size() >= MAX_WAITING) {
            return Promise.failed(
                    new FluxException(Errno.EAGAIN, "too many requests wait for the database"));
        }
        waiting.add(entry);
        if (!busy) {
            // On a later turn: the blobs of one commit, sent in this one, are one transaction.
            busy = true;
            reactor.post(this::next);
        }
        return entry.result();
    }

    private void next() {
        List<Entry<?>> batch = take();
        if (batch.isEmpty()) {
            busy = false;
            closing.ifPresent(this::shut);
            return;
        }
        busy = true;
        reactor.blocking(() -> run(batch))
                .then(
                        outcomes -> {
                            next();
                            outcomes.forEach(Runnable::run);
                        },
                        error -> {
                            next();
                            batch.forEach(entry -> entry.result().fail(error));
                        });
    }

    private List<Entry<?>> take() {
        List<Entry<?>> batch = new ArrayList<>();
        long bytes = 0;
        while (!waiting.isEmpty() && batch.size() < MAX_BATCH && bytes < MAX_BATCH_BYTES) {
            Entry<?> entry = waiting.remove();
            bytes += entry.bytes();
            batch.add(entry);
        }
        return batch;
    }

    private void shut(Deferred<Empty> closed) {
        reactor.blocking(
                        () -> {
                            try {
                                database.close();
                            } catch (SQLException e) {
                                throw SqlErrors.of(database.file(), e);
                            }
                            return Empty.EMPTY;
                        })
                .then(closed::complete, closed::fail);
    }

    /// Runs a batch in one transaction; when that fails, each task in its own, so that an error
    /// reaches those whom it concerns.
    private List<Runnable> run(List<Entry<?>> batch) {
        if (batch.size() > 1) {
            try {
                return together(batch);
            } catch (SQLException e) {
                database.rollback();
            }
        }
        List<Runnable> outcomes = new ArrayList<>();
        for (Entry<?> entry : batch) {
            outcomes.add(alone(entry));
        }
        return outcomes;
    }

    private List<Runnable> together(List<Entry<?>> batch) throws SQLException {
        List<Runnable> outcomes = new ArrayList<>(batch.size());
        boolean writes = false;
        long bytes = 0;
        for (Entry<?> entry : batch) {
            writes |= entry.kind() != Kind.READ;
            bytes += entry.bytes();
        }
        if (writes) {
            database.begin(bytes);
        }
        for (Entry<?> entry : batch) {
            outcomes.add(entry.outcome(database));
        }
        if (writes) {
            database.commit();
        }
        return outcomes;
    }

    private Runnable alone(Entry<?> entry) {
        try {
            return together(List.of(entry)).getFirst();
        } catch (SQLException e) {
            database.rollback();
            entry.failed(database);
            FluxException error = SqlErrors.of(database.file(), e);
            return () -> entry.result().fail(error);
        }
    }
}
