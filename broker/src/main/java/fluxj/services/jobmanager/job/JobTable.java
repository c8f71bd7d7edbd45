package fluxj.services.jobmanager.job;

import fluxj.job.JobState;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// All jobs in memory: the active ones in the order in which they came, the inactive ones in the
/// order in which they became so.
public final class JobTable {
    private static final int FEW = 1000;

    private final Map<Long, Job> active = new LinkedHashMap<>();
    private final Map<Long, Job> inactive = new LinkedHashMap<>();
    private long maxId;
    private int running;

    /// The active jobs.
    public Collection<Job> active() {
        return Collections.unmodifiableCollection(active.values());
    }

    /// The inactive jobs.
    public Collection<Job> inactive() {
        return Collections.unmodifiableCollection(inactive.values());
    }

    /// An active job.
    public Optional<Job> active(long id) {
        return Optional.ofNullable(active.get(id));
    }

    /// An inactive job.
    public Optional<Job> inactive(long id) {
        return Optional.ofNullable(inactive.get(id));
    }

    /// A job of either kind.
    public Optional<Job> find(long id) {
        @Nullable Job job = active.get(id);
        return job == null ? inactive(id) : Optional.of(job);
    }

    /// The greatest id that a job has ever had.
    public long maxId() {
        return maxId;
    }

    /// Remembers that a job of this id has been.
    public void seen(long id) {
        if (Long.compareUnsigned(id, maxId) > 0) {
            maxId = id;
        }
    }

    /// True when there are so many active jobs that the room that each takes matters.
    boolean isLarge() {
        return active.size() > FEW;
    }

    /// How many jobs are in RUN and CLEANUP.
    public int running() {
        return running;
    }

    /// Takes a job in; false when there is one of its id.
    public boolean add(Job job) {
        if (active.containsKey(job.id()) || inactive.containsKey(job.id())) {
            return false;
        }
        active.put(job.id(), job);
        countRunning(JobState.NEW, job.state());
        return true;
    }

    /// Forgets an active job that was refused after all.
    public void drop(Job job) {
        active.remove(job.id(), job);
    }

    /// A job has become inactive.
    public void retire(Job job) {
        if (active.remove(job.id(), job)) {
            inactive.put(job.id(), job);
        }
    }

    /// Forgets an inactive job; false when there is none of its id.
    public boolean purge(long id) {
        return inactive.remove(id) != null;
    }

    void countRunning(JobState from, JobState to) {
        int was = from.isIn(JobState.RUNNING) ? 1 : 0;
        int is = to.isIn(JobState.RUNNING) ? 1 : 0;
        running += is - was;
    }
}
