package fluxj.services.jobmanager.store;

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
/// goes there at the end of its turn, those after it together when the batch's time is over. First
/// events of new jobs are a commit of their own, which is on disk before anybody is answered when
/// there is a disk that stays.
public final class EventBatch {
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
    }

    private static final class Batch {
        private final Transaction first = new Transaction();
        private final Transaction later = new Transaction();
        private final List<Job> held = new ArrayList<>();
        private final List<Job> closed = new ArrayList<>();
        private final List<Consumer<@Nullable FluxException>> answers = new ArrayList<>();
    }

    private final Reactor reactor;
    private final JobStore store;
    private final boolean isDurable;
    private final Owner owner;
    private Duration time = Duration.ofMillis(10);
    private @Nullable Batch batch;
    private @Nullable Timer timer;
    private long lastCommit;
    private boolean committed;
    private int inFlight;
    private @Nullable Deferred<Empty> flushed;

    /// @param isDurable true when what is acknowledged must survive the death of this broker
    public EventBatch(Reactor reactor, JobStore store, boolean isDurable, Owner owner) {
        this.reactor = reactor;
        this.store = store;
        this.isDurable = isDurable;
        this.owner = owner;
    }

    /// How long events are gathered.
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
            current = new Batch();
            batch = current;
            long sinceLast = reactor.nanoTime() - lastCommit;
            Duration wait =
                    committed && sinceLast < time.toNanos()
                            ? time.minusNanos(sinceLast)
                            : Duration.ZERO;
            timer = reactor.after(wait, this::commit);
        }
        return current;
    }

    private void commit() {
        @Nullable Batch done = batch;
        if (done == null) {
            return;
        }
        batch = null;
        committed = true;
        lastCommit = reactor.nanoTime();
        inFlight++;
        Promise<Empty> first =
                done.first.isEmpty()
                        ? Promise.of(Empty.EMPTY)
                        : store.commit(done.first, isDurable);
        Promise<Empty> later =
                done.later.isEmpty() ? Promise.of(Empty.EMPTY) : store.commit(done.later, false);
        first.then(
                _ -> later.then(_ -> stored(done), error -> failed(done, error)),
                error -> later.then(_ -> lost(done, error), _ -> failed(done, error)));
    }

    private void stored(Batch done) {
        owner.stored(done.held);
        done.answers.forEach(answer -> answer.accept(null));
        owner.closed(done.closed);
        ended();
    }

    private void lost(Batch done, FluxException why) {
        owner.lost(done.held, why);
        done.answers.forEach(answer -> answer.accept(why));
        owner.closed(done.closed);
        ended();
    }

    private void failed(Batch done, FluxException why) {
        done.answers.forEach(answer -> answer.accept(why));
        owner.failed(why);
        ended();
    }

    private void ended() {
        inFlight--;
        if (inFlight == 0 && batch == null && flushed != null) {
            flushed.complete(Empty.EMPTY);
        }
    }

    /// Stores what there is now; done when nothing is left to store. What is added later goes the
    /// usual way.
    public Promise<Empty> flush() {
        if (timer != null) {
            timer.cancel();
        }
        Deferred<Empty> done = new Deferred<>();
        flushed = done;
        commit();
        if (inFlight == 0) {
            done.complete(Empty.EMPTY);
        }
        return done;
    }
}
