package fluxj.services.jobmanager.journal;

import fluxj.errors.FluxException;
import fluxj.reactor.Promise;
import fluxj.reactor.Reactor;
import fluxj.services.jobmanager.JobManagerProtocol.JournalEvents;
import fluxj.services.jobmanager.job.Job;
import fluxj.services.jobmanager.job.JobTable;
import fluxj.services.jobmanager.store.JobStore;
import fluxj.services.jobmanager.store.ReadAhead;
import fluxj.services.jobmanager.store.StoredJob;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Tells a new reader of the journal what was: the inactive jobs when it wants them, which are read
/// back from the KVS, then the active ones. Until the last of these it hears of nothing that
/// happens, so jobs that become inactive meanwhile are told of among the inactive ones.
final class JournalBacklog implements ReadAhead.Work<Long, Optional<StoredJob>> {
    private final JobTable jobs;
    private final JobStore store;
    private final JournalReader reader;
    private final ReadAhead<Long, Optional<StoredJob>> reads;

    /// @param done runs when all of it has been sent
    JournalBacklog(
            Reactor reactor, JobTable jobs, JobStore store, JournalReader reader, Runnable done) {
        this.jobs = jobs;
        this.store = store;
        this.reader = reader;
        reads = new ReadAhead<>(reactor, this, this::isReady, () -> finish(done));
    }

    private boolean isReady() {
        return reader.isReady(reads::go);
    }

    /// Begins.
    ///
    /// @param full true for the inactive jobs too
    void send(boolean full) {
        if (full) {
            List<Long> ids = new ArrayList<>(jobs.inactive().size());
            jobs.inactive().forEach(job -> ids.add(job.id()));
            reads.add(ids);
        }
        reads.go();
    }

    /// A job became inactive while this is under way.
    void retired(long id) {
        reads.add(List.of(id));
    }

    @Override
    public Promise<Optional<StoredJob>> read(Long id) {
        Optional<Job> job = jobs.inactive(id);
        return job.isEmpty() || job.get().hasRecords()
                ? Promise.of(Optional.empty())
                : store.job(id).map(Optional::of);
    }

    @Override
    public List<Long> take(Long id, Optional<StoredJob> stored) {
        if (!reader.call().isOpen()) {
            return List.of();
        }
        if (stored.isPresent()) {
            reader.send(
                    new JournalEvents(
                            id,
                            reader.wanted(stored.get().eventlog()),
                            Optional.of(stored.get().jobspec()),
                            stored.get().resources()));
            return List.of();
        }
        Optional<Job> job = jobs.inactive(id);
        if (job.isPresent() && !job.get().hasRecords()) {
            // It let go of them since it was its turn to be read.
            return List.of(id);
        }
        job.ifPresent(this::send);
        return List.of();
    }

    /// It was purged meanwhile.
    @Override
    public List<Long> fail(Long id, FluxException why) {
        return List.of();
    }

    private void send(Job job) {
        reader.send(
                new JournalEvents(
                        job.id(),
                        reader.wanted(job.eventlog()),
                        Optional.of(job.jobspec()),
                        job.resources()));
    }

    private void finish(Runnable done) {
        jobs.active().forEach(this::send);
        done.run();
        reader.caughtUpWithPast();
    }
}
