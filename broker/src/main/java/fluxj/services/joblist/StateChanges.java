package fluxj.services.joblist;

import fluxj.job.JobState;

/// Takes jobs from state to state as their events say (RFC 21), and tells those who count and wait.
final class StateChanges {
    /// Told of a job that has come to another state.
    interface Listener {
        void moved(ListedJob job);
    }

    private final JobIndex index;
    private final JobCounts counts;
    private final Listener listener;

    StateChanges(JobIndex index, JobCounts counts, Listener listener) {
        this.index = index;
        this.counts = counts;
        this.listener = listener;
    }

    /// True when an event takes a job to a state for the first time; `PRIORITY` and `SCHED` may be
    /// come to again.
    static boolean isNew(ListedJob job, JobState state) {
        ActiveJob active = job.active;
        if (active == null) {
            return false;
        }
        boolean before = state.isIn(active.reached);
        active.reached |= state.bit();
        return !before || state == JobState.PRIORITY || state == JobState.SCHED;
    }

    /// Puts a job whose priority or resources are in question again back to the state before.
    void revert(ListedJob job, double timestamp) {
        if (job.state == JobState.SCHED) {
            job.states &= (byte) ~(JobState.SCHED.bit() | JobState.PRIORITY.bit());
            to(job, JobState.PRIORITY, timestamp);
        }
    }

    /// Brings a job to a state.
    void to(ListedJob job, JobState state, double timestamp) {
        counts.moving(job, state);
        index.change(
                job,
                () -> {
                    job.state = state;
                    job.states |= (byte) state.bit();
                    note(job, state, timestamp);
                });
        if (state == JobState.INACTIVE) {
            job.active = null;
        }
        listener.moved(job);
    }

    /// Of the states that may be come to again the first time counts.
    private static void note(ListedJob job, JobState state, double timestamp) {
        switch (state) {
            case NEW -> {}
            case DEPEND -> job.tDepend = timestamp;
            case PRIORITY -> job.tPriority = job.tPriority == 0 ? timestamp : job.tPriority;
            case SCHED -> job.tSched = job.tSched == 0 ? timestamp : job.tSched;
            case RUN -> job.tRun = timestamp;
            case CLEANUP -> job.tCleanup = timestamp;
            case INACTIVE -> job.tInactive = timestamp;
        }
    }
}
