package fluxj.cli.job.attach;

import fluxj.job.Eventlog;
import fluxj.job.JobResult;
import fluxj.job.JobState;

import java.util.EnumMap;
import java.util.Map;

/// How many jobs are pending, run, have ended well or not; and how many nobody waits for any more.
final class JobTally {
    /// Where a job is.
    enum Status {
        PENDING,
        RUNNING,
        COMPLETE,
        FAILED;

        /// That of a job in a state, with a result when it is over.
        static Status of(long state, long result) {
            if (JobState.INACTIVE.bit() == state) {
                return result == JobResult.COMPLETED.bit() ? COMPLETE : FAILED;
            }
            return (state & JobState.RUNNING) != 0 ? RUNNING : PENDING;
        }
    }

    private final Map<Status, Integer> counts = new EnumMap<>(Status.class);
    private int total;
    private int done;

    /// One job.
    final class Entry {
        private Status status;
        private boolean finished;

        private Entry(Status status) {
            this.status = status;
            count(status, 1);
            total++;
        }

        Status status() {
            return status;
        }

        private void become(Status next) {
            count(status, -1);
            status = next;
            count(status, 1);
        }

        /// Takes an event of the job.
        void onEvent(Eventlog.Event event) {
            boolean active = status == Status.PENDING || status == Status.RUNNING;
            switch (event.name()) {
                case "alloc" -> {
                    if (status == Status.PENDING) {
                        become(Status.RUNNING);
                    }
                }
                case "exception" -> {
                    // One that runs will have a finish event.
                    if (status == Status.PENDING && number(event, "severity") == 0) {
                        become(Status.FAILED);
                    }
                }
                case "finish" -> {
                    if (active) {
                        become(number(event, "status") == 0 ? Status.COMPLETE : Status.FAILED);
                    }
                }
                default -> {
                    // Changes nothing that is counted.
                }
            }
        }

        /// Nobody waits for it any more.
        void finish() {
            if (!finished) {
                finished = true;
                done++;
            }
        }
    }

    private void count(Status status, int more) {
        counts.merge(status, more, Integer::sum);
    }

    static long number(Eventlog.Event event, String member) {
        return event.context().flatMap(context -> context.whole(member)).orElse(-1L);
    }

    /// Counts one job more.
    Entry add(Status status) {
        return new Entry(status);
    }

    int total() {
        return total;
    }

    int done() {
        return done;
    }

    /// The counts in words, before a bar.
    String words() {
        return "PD:"
                + padded(Status.PENDING)
                + " R:"
                + padded(Status.RUNNING)
                + " CD:"
                + padded(Status.COMPLETE)
                + " F:"
                + padded(Status.FAILED)
                + " ";
    }

    private String padded(Status status) {
        String number = Integer.toString(counts.getOrDefault(status, 0));
        return number + " ".repeat(Math.max(0, 3 - number.length()));
    }
}
