package fluxj.services.jobmanager.store;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.reactor.Reactor;
import fluxj.reactor.Timer;
import fluxj.rpc.Empty;
import fluxj.services.jobmanager.job.Job;
import fluxj.treeobj.Transaction;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Gathers events for the KVS, one operation an event (spec services 11.1, 19.6): the first of them
/// goes there at the end of its turn, those after it together some time after the batch before it
/// is stored: the longer that one took, the later, so that commits have a share of the broker and
/// no more; and no sooner than a time that is set (none is at first). Where a disk stays they are
/// on the disk by then; first events of new jobs are a commit of their own, whose failure is the
/// answer to who submitted them. Other events that find no room wait for it and go with the next
/// batch, a second later.
public final class EventBatch {
    /// So many times as long as a commit took pass from its beginning until the next one.
    private static final int PACE = 4;

    private static final long LONGEST_PAUSE = 10_000_000;
    private static final long PAUSE_WITHOUT_ROOM = 1_000_000_000;

    /// Whose events are gathered.
    public interface Owner {
        /// The first events of these jobs are stored: later ones may take effect.
        void stored(List<Job> jobs);

        /// They are not, and never will be.
        void lost(List<Job> jobs, FluxException why);

        /// The last events of these jobs are stored.
        void closed(List<Job> jobs);

        /// Events of jobs that are known to others could not be stored.
        void failed(FluxException why);

        /// They found no room; they will be stored when there is some.
        void waits(FluxException why);
    }

    private static final class Batch {
        private final Transaction first = new Transaction();
        private final Transaction later;
        private final List<Job> held = new ArrayList<>();
        private final List<Job> closed = new ArrayList<>();
        private final List<Consumer<@Nullable FluxException>> answers = new ArrayList<>();

        private Batch(Transaction later) {
            this.later = later;
        }

        private void settle(@Nullable FluxException why) {
            answers.forEach(answer -> answer.accept(why));
            answers.clear();
        }

        private void add(Batch since) {
            first.add(since.first);
            later.add(since.later);
            held.addAll(since.held);
            closed.addAll(since.closed);
            answers.addAll(since.answers);
        }
    }

    private final Reactor reactor;
    private final JobStore store;
    private final boolean isDurable;
    private final Owner owner;
    private Duration time = Duration.ZERO;
    private @Nullable Batch batch;
    private @Nullable Timer timer;
    private long lastCommit;
    private long pause;
    private boolean committed;
    private boolean committing;
    private boolean hasRoom = true;
    private @Nullable Deferred<Empty> flushed;

    /// @param isDurable true when what is acknowledged must survive the death of this broker
    public EventBatch(Reactor reactor, JobStore store, boolean isDurable, Owner owner) {
        this.reactor = reactor;
        this.store = store;
        this.isDurable = isDurable;
        this.owner = owner;
    }

    /// How long events are gathered at least, counted from the commit before.
    public void setTime(Duration time) {
        this.time = time;
    }

    /// Adds an event.
    ///
    /// @param name its name
    /// @param line all of it, with its end
    public void add(Job job, String name, byte[] line) {
        Batch current = current();
        (name.equals("submit") ? current.first : current.later)
                .append(job.jobId().kvs("eventlog"), line);
        if (job.isClosed()) {
            current.closed.add(job);
        }
    }

    /// The job waits until what was added so far is stored.
    public void hold(Job job) {
        current().held.add(job);
    }

    /// Answers when what was added so far is stored, or with the reason why not.
    public void answer(Consumer<@Nullable FluxException> answer) {
        current().answers.add(answer);
    }

    private Batch current() {
        @Nullable Batch current = batch;
        if (current == null) {
            current = new Batch(new Transaction());
            batch = current;
            arm();
        }
        return current;
    }

    private void arm() {
        if (!committing) {
            long sinceLast = reactor.nanoTime() - lastCommit;
            long left = committed ? Math.max(time.toNanos(), pause) - sinceLast : 0;
            timer = reactor.after(Duration.ofNanos(Math.max(0, left)), this::commit);
        }
    }

    private void commit() {
        @Nullable Batch done = batch;
        if (done == null || committing) {
            return;
        }
        batch = null;
        committing = true;
        committed = true;
        lastCommit = reactor.nanoTime();
        Promise<Empty> first = commit(done.first, isDurable);
        Promise<Empty> later = laterOnes(done.later);
        first.then(
                _ -> {
                    owner.stored(done.held);
                    end(done, later);
                },
                error -> {
                    owner.lost(done.held, error);
                    done.settle(error);
                    end(done, later);
                });
    }

    private Promise<Empty> commit(Transaction changes, boolean durably) {
        return changes.isEmpty() ? Promise.of(Empty.EMPTY) : store.commit(changes, durably);
    }

    /// What has happened has happened: when it cannot be on the disk it is at least in the KVS.
    private Promise<Empty> laterOnes(Transaction changes) {
        Promise<Empty> durable = commit(changes, isDurable);
        if (!isDurable) {
            return durable;
        }
        Deferred<Empty> result = new Deferred<>();
        durable.then(
                result::complete, _ -> commit(changes, false).then(result::complete, result::fail));
        return result;
    }

    private void end(Batch done, Promise<Empty> later) {
        later.then(_ -> stored(done), error -> failed(done, error));
    }

    private void stored(Batch done) {
        hasRoom = true;
        done.settle(null);
        owner.closed(done.closed);
        ended();
    }

    private void failed(Batch done, FluxException why) {
        if (why.errno().equals(Errno.ENOSPC) && flushed == null) {
            await(done, why);
            return;
        }
        done.settle(why);
        owner.failed(why);
        ended();
    }

    /// The events wait for room before those that have come since.
    private void await(Batch done, FluxException why) {
        if (hasRoom) {
            owner.waits(why);
        }
        hasRoom = false;
        @Nullable Batch since = batch;
        Batch next = new Batch(done.later);
        next.closed.addAll(done.closed);
        next.answers.addAll(done.answers);
        if (since != null) {
            next.add(since);
        }
        batch = next;
        ended();
    }

    private void ended() {
        committing = false;
        pause =
                hasRoom
                        ? Math.min(PACE * (reactor.nanoTime() - lastCommit), LONGEST_PAUSE)
                        : PAUSE_WITHOUT_ROOM;
        if (batch != null) {
            arm();
        } else if (flushed != null) {
            flushed.complete(Empty.EMPTY);
        }
    }

    /// Stores what there is now; done when nothing is left to store.
    public Promise<Empty> flush() {
        if (timer != null) {
            timer.cancel();
        }
        Deferred<Empty> done = new Deferred<>();
        flushed = done;
        time = Duration.ZERO;
        commit();
        if (!committing) {
            done.complete(Empty.EMPTY);
        }
        return done;
    }
}
