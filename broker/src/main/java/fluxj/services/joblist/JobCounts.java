package fluxj.services.joblist;

import fluxj.job.JobState;
import fluxj.services.joblist.JobListProtocol.JobStats;
import fluxj.services.joblist.JobListProtocol.QueueStats;
import fluxj.services.joblist.JobListProtocol.StateCounts;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// How many jobs are in each state and how those that are over have ended, in all and by queue.
final class JobCounts {
    private static final class Tally {
        private final int[] states = new int[JobState.values().length];
        private int successful;
        private int failed;
        private int canceled;
        private int timeout;
        private int purged;

        private void count(ListedJob job, JobState state, int by) {
            if (state == JobState.NEW) {
                return;
            }
            states[indexOf(state)] += by;
            if (state == JobState.INACTIVE) {
                switch (job.result()) {
                    case COMPLETED -> successful += by;
                    case FAILED -> failed += by;
                    case CANCELED -> canceled += by;
                    case TIMEOUT -> timeout += by;
                }
            }
        }

        private static int indexOf(JobState state) {
            return Integer.numberOfTrailingZeros(state.bit());
        }

        private int in(JobState state) {
            return states[indexOf(state)];
        }

        private StateCounts byState() {
            int total = 0;
            for (int count : states) {
                total += count;
            }
            return new StateCounts(
                    in(JobState.DEPEND),
                    in(JobState.PRIORITY),
                    in(JobState.SCHED),
                    in(JobState.RUN),
                    in(JobState.CLEANUP),
                    in(JobState.INACTIVE),
                    total);
        }
    }

    private final Tally all = new Tally();
    private final Map<String, Tally> queues = new LinkedHashMap<>();
    private final Runnable onChange;

    /// @param onChange runs when a count has changed
    JobCounts(Runnable onChange) {
        this.onChange = onChange;
    }

    /// Counts for a queue before it has jobs.
    void know(String queue) {
        queues.computeIfAbsent(queue, _ -> new Tally());
    }

    /// A job comes to another state.
    void moving(ListedJob job, JobState state) {
        all.count(job, job.state, -1);
        all.count(job, state, 1);
        Tally queue = tally(job);
        if (queue != null) {
            queue.count(job, job.state, -1);
            queue.count(job, state, 1);
        }
        onChange.run();
    }

    private @Nullable Tally tally(ListedJob job) {
        String name = job.queue;
        if (name == null) {
            return null;
        }
        know(name);
        return queues.get(name);
    }

    /// A job leaves its queue (-1) or comes to it (1).
    void queued(ListedJob job, int by) {
        Tally queue = tally(job);
        if (queue != null) {
            queue.count(job, job.state, by);
        }
        onChange.run();
    }

    /// A job that was over is removed.
    void purged(ListedJob job) {
        purge(all, job);
        Tally queue = tally(job);
        if (queue != null) {
            purge(queue, job);
        }
        onChange.run();
    }

    private static void purge(Tally tally, ListedJob job) {
        tally.count(job, job.state, -1);
        tally.purged++;
    }

    /// The counts as they are.
    JobStats stats() {
        List<QueueStats> named = new ArrayList<>();
        queues.forEach(
                (name, queue) ->
                        named.add(
                                new QueueStats(
                                        name,
                                        queue.byState(),
                                        queue.successful,
                                        queue.failed,
                                        queue.canceled,
                                        queue.timeout,
                                        queue.purged)));
        return new JobStats(
                all.byState(),
                all.successful,
                all.failed,
                all.canceled,
                all.timeout,
                all.purged,
                named);
    }
}
