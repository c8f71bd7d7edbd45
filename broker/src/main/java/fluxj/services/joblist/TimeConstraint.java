package fluxj.services.joblist;

import fluxj.format.FormatException;
import fluxj.job.JobState;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// A job came to a state before or after some time.
record TimeConstraint(Moment moment, Operator operator, double seconds) implements JobConstraint {
    /// The times there are.
    enum Moment {
        T_SUBMIT(JobState.NEW),
        T_DEPEND(JobState.DEPEND),
        T_PRIORITY(JobState.PRIORITY),
        T_SCHED(JobState.PRIORITY),
        T_RUN(JobState.RUN),
        T_CLEANUP(JobState.CLEANUP),
        T_INACTIVE(JobState.INACTIVE);

        /// The first state in which a job may have it: one may be in PRIORITY for the second time.
        private final JobState from;

        Moment(JobState from) {
            this.from = from;
        }

        /// The time of that name.
        static Optional<Moment> named(String name) {
            for (Moment each : values()) {
                if (each.name().toLowerCase(Locale.ROOT).equals(name)) {
                    return Optional.of(each);
                }
            }
            return Optional.empty();
        }

        private double of(ListedJob job) {
            return switch (this) {
                case T_SUBMIT -> job.tSubmit;
                case T_DEPEND -> job.isAccepted() ? job.acceptedAt() : NONE;
                case T_PRIORITY -> job.tPriority == 0 ? NONE : job.tPriority;
                case T_SCHED -> job.tSched == 0 ? NONE : job.tSched;
                case T_RUN -> job.hasBeen(JobState.RUN) ? job.tRun : NONE;
                case T_CLEANUP -> job.hasBeen(JobState.CLEANUP) ? job.tCleanup : NONE;
                case T_INACTIVE -> job.hasBeen(JobState.INACTIVE) ? job.tInactive : NONE;
            };
        }
    }

    /// How they are compared.
    enum Operator {
        AT_LEAST(">="),
        AT_MOST("<="),
        AFTER(">"),
        BEFORE("<");

        private final String sign;

        Operator(String sign) {
            this.sign = sign;
        }

        private boolean holds(double time, double limit) {
            return switch (this) {
                case AT_LEAST -> time >= limit;
                case AT_MOST -> time <= limit;
                case AFTER -> time > limit;
                case BEFORE -> time < limit;
            };
        }
    }

    private static final double NONE = Double.NaN;
    private static final Pattern NUMBER =
            Pattern.compile("\\s*[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?");

    /// Reads the comparison, such as `>=1234.5`.
    ///
    /// @throws FormatException saying what is wrong with it
    static TimeConstraint of(Moment moment, String text) {
        for (Operator operator : Operator.values()) {
            if (text.startsWith(operator.sign)) {
                String number = text.substring(operator.sign.length());
                if (!NUMBER.matcher(number).matches()) {
                    throw new FormatException("Invalid timestamp value specified");
                }
                double seconds = Double.parseDouble(number.strip());
                if (seconds < 0) {
                    throw new FormatException("timestamp value must be >= 0.0");
                }
                return new TimeConstraint(moment, operator, seconds);
            }
        }
        throw new FormatException("timestamp comparison operator not specified");
    }

    /// A time that a job does not have is neither before nor after another.
    @Override
    public boolean matches(ListedJob job, Comparisons comparisons) {
        comparisons.add(1);
        return operator.holds(moment.of(job), seconds);
    }

    @Override
    public Fit in(JobState state) {
        return state.compareTo(moment.from) >= 0 ? Fit.MAYBE : Fit.NEVER;
    }
}
