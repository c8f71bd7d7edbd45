package fluxj.services.joblist;

import fluxj.job.JobState;

import java.util.List;

/// A condition on jobs (RFC 43).
interface JobConstraint {
    /// What a state alone says about it.
    enum Fit {
        /// Every job in that state meets it.
        ALWAYS,
        /// It depends on the job.
        MAYBE,
        /// No job in that state does.
        NEVER;

        Fit opposite() {
            return switch (this) {
                case ALWAYS -> NEVER;
                case MAYBE -> MAYBE;
                case NEVER -> ALWAYS;
            };
        }
    }

    /// Whether a job meets it.
    boolean matches(ListedJob job, Comparisons comparisons);

    /// Whether jobs in that state may.
    Fit in(JobState state);

    /// The states in which there may be jobs that meet it, as a mask.
    default int states() {
        int states = 0;
        for (JobState state : JobState.values()) {
            boolean may = state != JobState.NEW && in(state) != Fit.NEVER;
            states |= may ? state.bit() : 0;
        }
        return states;
    }

    /// What every job meets.
    record Any() implements JobConstraint {
        @Override
        public boolean matches(ListedJob job, Comparisons comparisons) {
            comparisons.add(1);
            return true;
        }

        @Override
        public Fit in(JobState state) {
            return Fit.ALWAYS;
        }
    }

    /// All of these.
    record All(List<JobConstraint> parts) implements JobConstraint {
        @Override
        public boolean matches(ListedJob job, Comparisons comparisons) {
            return parts.stream().allMatch(part -> part.matches(job, comparisons));
        }

        @Override
        public Fit in(JobState state) {
            Fit fit = Fit.ALWAYS;
            for (JobConstraint part : parts) {
                Fit each = part.in(state);
                if (each == Fit.NEVER) {
                    return each;
                }
                fit = each == Fit.MAYBE ? each : fit;
            }
            return fit;
        }
    }

    /// One of these; of none it is true (RFC 31).
    record One(List<JobConstraint> parts) implements JobConstraint {
        @Override
        public boolean matches(ListedJob job, Comparisons comparisons) {
            return parts.isEmpty()
                    || parts.stream().anyMatch(part -> part.matches(job, comparisons));
        }

        @Override
        public Fit in(JobState state) {
            Fit fit = parts.isEmpty() ? Fit.ALWAYS : Fit.NEVER;
            for (JobConstraint part : parts) {
                Fit each = part.in(state);
                if (each == Fit.ALWAYS) {
                    return each;
                }
                fit = each == Fit.MAYBE ? each : fit;
            }
            return fit;
        }
    }

    /// Not this.
    record Not(JobConstraint part) implements JobConstraint {
        @Override
        public boolean matches(ListedJob job, Comparisons comparisons) {
            return !part.matches(job, comparisons);
        }

        @Override
        public Fit in(JobState state) {
            return part.in(state).opposite();
        }
    }

    /// In one of the states of a mask; the empty mask stops no search, and no job is in it.
    record InStates(int mask) implements JobConstraint {
        @Override
        public boolean matches(ListedJob job, Comparisons comparisons) {
            comparisons.add(1);
            return job.state.isIn(mask);
        }

        @Override
        public Fit in(JobState state) {
            return mask == 0 || state.isIn(mask) ? Fit.ALWAYS : Fit.NEVER;
        }
    }

    /// Over, with one of the results of a mask.
    record WithResults(int results) implements JobConstraint {
        @Override
        public boolean matches(ListedJob job, Comparisons comparisons) {
            comparisons.add(1);
            return job.state == JobState.INACTIVE && (job.result().bit() & results) != 0;
        }

        @Override
        public Fit in(JobState state) {
            return state == JobState.INACTIVE ? Fit.MAYBE : Fit.NEVER;
        }
    }
}
