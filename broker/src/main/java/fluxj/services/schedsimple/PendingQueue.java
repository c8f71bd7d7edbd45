package fluxj.services.schedsimple;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/// The jobs that wait, in their order; none is walked to find another.
final class PendingQueue {
    private final Map<Long, PendingJob> byId = new HashMap<>();
    private final TreeSet<PendingJob> inOrder = new TreeSet<>(PendingJob.ORDER);

    int size() {
        return inOrder.size();
    }

    void add(PendingJob job) {
        PendingJob before = byId.put(job.id().value(), job);
        if (before != null) {
            inOrder.remove(before);
        }
        inOrder.add(job);
    }

    Optional<PendingJob> first() {
        return inOrder.isEmpty() ? Optional.empty() : Optional.of(inOrder.getFirst());
    }

    /// The first ones, not more than `limit`.
    List<PendingJob> first(int limit) {
        List<PendingJob> jobs = new ArrayList<>();
        Iterator<PendingJob> all = inOrder.iterator();
        while (jobs.size() < limit && all.hasNext()) {
            jobs.add(all.next());
        }
        return jobs;
    }

    Optional<PendingJob> remove(long id) {
        @Nullable PendingJob job = byId.remove(id);
        if (job != null) {
            inOrder.remove(job);
        }
        return Optional.ofNullable(job);
    }

    void prioritize(long id, long priority) {
        PendingJob job = byId.get(id);
        if (job != null) {
            inOrder.remove(job);
            job.setPriority(priority);
            inOrder.add(job);
        }
    }
}
