package fluxj.services.jobmanager.alloc;

import fluxj.services.jobmanager.job.Job;
import fluxj.services.jobmanager.job.JobStep.Request;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;

/// The requests for resources, in the order of the queue: the higher priority first, then the lower
/// id. Each is either still here or with the scheduler. Pure; everything is O(log n).
final class RequestQueue {
    /// A request.
    static final class Entry {
        private final Job job;
        private long priority;
        private boolean sent;
        private int sentUpdates;
        private boolean canceled;

        private Entry(Job job) {
            this.job = job;
            priority = job.priority();
        }

        Job job() {
            return job;
        }

        /// True when the scheduler was asked to forget it.
        boolean isCanceled() {
            return canceled;
        }

        /// False when the scheduler was asked for something else than the job is now.
        boolean isCurrent() {
            return sentUpdates == job.updates();
        }
    }

    private static final Comparator<Entry> ORDER =
            (one, other) -> {
                int byPriority = Long.compare(other.priority, one.priority);
                return byPriority != 0
                        ? byPriority
                        : Long.compareUnsigned(one.job.id(), other.job.id());
            };

    private final Map<Long, Entry> entries = new HashMap<>();
    private final NavigableSet<Entry> queued = new TreeSet<>(ORDER);
    private final NavigableSet<Entry> sent = new TreeSet<>(ORDER);

    /// Where the request of a job is.
    Request of(Job job) {
        @Nullable Entry entry = entries.get(job.id());
        if (entry == null) {
            return Request.NONE;
        }
        return entry.sent ? Request.SENT : Request.QUEUED;
    }

    /// The request that the scheduler has of a job; null when it has none.
    @Nullable Entry sent(long id) {
        @Nullable Entry entry = entries.get(id);
        return entry == null || !entry.sent ? null : entry;
    }

    /// Adds the request of a job that has none.
    void add(Job job) {
        Entry entry = new Entry(job);
        if (entries.putIfAbsent(job.id(), entry) == null) {
            queued.add(entry);
        }
    }

    /// Forgets the request of a job.
    void remove(Job job) {
        @Nullable Entry entry = entries.remove(job.id());
        if (entry != null) {
            queued.remove(entry);
            sent.remove(entry);
        }
    }

    /// The first one that is still here; null when there is none.
    @Nullable Job head() {
        return queued.isEmpty() ? null : queued.getFirst().job;
    }

    /// The first one goes to the scheduler.
    void sendHead() {
        Entry head = queued.removeFirst();
        head.sent = true;
        head.sentUpdates = head.job.updates();
        sent.add(head);
    }

    /// Takes note that the scheduler was asked to forget a request; false when it was so before.
    boolean cancel(Job job) {
        @Nullable Entry entry = sent(job.id());
        if (entry == null || entry.canceled) {
            return false;
        }
        entry.canceled = true;
        return true;
    }

    /// Puts a job whose priority has changed into its place; false when it has not changed.
    boolean reorder(Job job) {
        @Nullable Entry entry = entries.get(job.id());
        if (entry == null || entry.priority == job.priority()) {
            return false;
        }
        NavigableSet<Entry> set = entry.sent ? sent : queued;
        set.remove(entry);
        entry.priority = job.priority();
        set.add(entry);
        return true;
    }

    /// Those with the scheduler that one still here should go before: the first here against the
    /// last there, and so on inwards.
    List<Job> outranked() {
        List<Job> jobs = new ArrayList<>();
        Iterator<Entry> here = queued.iterator();
        Iterator<Entry> there = sent.descendingIterator();
        while (here.hasNext() && there.hasNext()) {
            Entry last = there.next();
            if (ORDER.compare(here.next(), last) >= 0) {
                break;
            }
            jobs.add(last.job);
        }
        return jobs;
    }

    int queuedCount() {
        return queued.size();
    }

    int sentCount() {
        return sent.size();
    }

    /// Those still here, in order.
    List<Job> queued() {
        return jobs(queued);
    }

    /// Those with the scheduler, in order.
    List<Job> sent() {
        return jobs(sent);
    }

    private static List<Job> jobs(NavigableSet<Entry> entries) {
        List<Job> jobs = new ArrayList<>(entries.size());
        entries.forEach(entry -> jobs.add(entry.job));
        return jobs;
    }
}
