package fluxj.cli.job.attach;

import fluxj.job.Eventlog;

/// How many jobs are pending, run, have ended well or not; and how many nobody waits for any more.
final class JobTally {
    /// Where a job is.
    enum Status {
        PENDING,
        RUNNING,
        COMPLETE,
        FAILED
    }

    private final int[] counts = new int[Status.values().length];
    private int total;
    private int done;

    /// One job.
    final class Entry {
        private Status status;
        private boolean finished;

        private Entry(Status status) {
            this.status = status;
            counts[status.ordinal()]++;
            total++;
        }

        Status status() {
            return status;
        }

        private void become(Status next) {
            counts[status.ordinal()]--;
            status = next;
            counts[status.ordinal()]++;
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
        String number = Integer.toString(counts[status.ordinal()]);
        return number + " ".repeat(Math.max(0, 3 - number.length()));
    }
}
