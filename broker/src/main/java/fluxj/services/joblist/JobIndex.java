package fluxj.services.joblist;

import fluxj.job.JobState;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;

/// All jobs, by id and by state, those of a state in the order in which they are listed: a listing
/// looks at jobs of the states that it is about, and at no more of them than it needs.
final class JobIndex {
    private record Head(ListedJob job, Iterator<ListedJob> rest) {}

    private final ListedJobs byId = new ListedJobs();
    private final Map<JobState, SortedSet<ListedJob>> byState = new EnumMap<>(JobState.class);

    JobIndex() {
        for (JobState state : JobState.values()) {
            byState.put(state, new TreeSet<>(order(state)));
        }
    }

    private static Comparator<ListedJob> order(JobState state) {
        if (state == JobState.INACTIVE) {
            return ListedJob.BY_END;
        }
        return state.isIn(JobState.RUNNING) ? ListedJob.BY_START : ListedJob.BY_PRIORITY;
    }

    private SortedSet<ListedJob> in(JobState state) {
        SortedSet<ListedJob> jobs = byState.get(state);
        if (jobs == null) {
            throw new IllegalStateException("no such state");
        }
        return jobs;
    }

    @Nullable ListedJob get(long id) {
        return byId.get(id);
    }

    /// How many are in the states of a mask.
    int count(int states) {
        int count = 0;
        for (JobState state : JobState.values()) {
            count += state.isIn(states) ? in(state).size() : 0;
        }
        return count;
    }

    void add(ListedJob job) {
        byId.add(job);
        in(job.state).add(job);
    }

    void remove(ListedJob job) {
        byId.remove(job.id);
        in(job.state).remove(job);
    }

    /// Changes what a job's place depends on.
    void change(ListedJob job, Runnable change) {
        in(job.state).remove(job);
        change.run();
        in(job.state).add(job);
    }

    /// The jobs of the states of a mask, in the order of lists.
    ///
    /// @param states of one group: those that wait, those that run, or those that are over
    Iterator<ListedJob> jobs(int states) {
        List<SortedSet<ListedJob>> sets = new ArrayList<>();
        Comparator<ListedJob> order = ListedJob.BY_PRIORITY;
        for (JobState state : JobState.values()) {
            if (state.isIn(states) && !in(state).isEmpty()) {
                sets.add(in(state));
                order = order(state);
            }
        }
        return sets.size() == 1 ? sets.getFirst().iterator() : new Merge(sets, order);
    }

    private static final class Merge implements Iterator<ListedJob> {
        private final PriorityQueue<Head> heads;

        Merge(List<SortedSet<ListedJob>> sets, Comparator<ListedJob> order) {
            heads = new PriorityQueue<>(Comparator.comparing(Head::job, order));
            sets.forEach(set -> advance(set.iterator()));
        }

        private void advance(Iterator<ListedJob> jobs) {
            if (jobs.hasNext()) {
                heads.add(new Head(jobs.next(), jobs));
            }
        }

        @Override
        public boolean hasNext() {
            return !heads.isEmpty();
        }

        @Override
        public ListedJob next() {
            Head head = heads.remove();
            advance(head.rest());
            return head.job();
        }
    }

    /// The first jobs of a listing.
    ///
    /// @param states in which there may be any
    /// @param since those that were over by then are left out
    /// @param limit how many at most
    List<ListedJob> find(int states, double since, int limit, Predicate<ListedJob> wanted) {
        List<ListedJob> found = new ArrayList<>();
        for (int group : new int[] {JobState.PENDING, JobState.RUNNING, JobState.INACTIVE.bit()}) {
            Iterator<ListedJob> jobs = jobs(group & states);
            while (found.size() < limit && jobs.hasNext()) {
                ListedJob job = jobs.next();
                if (job.state == JobState.INACTIVE && job.tInactive <= since) {
                    break;
                }
                if (wanted.test(job)) {
                    found.add(job);
                }
            }
        }
        return found;
    }
}
