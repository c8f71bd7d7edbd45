package fluxj.services.jobmanager.queue;

import java.util.Optional;

/// How a queue is, in all.
///
/// @param enabled it takes jobs
/// @param started it hands them to a scheduler that is there
/// @param blocked what keeps a queue from it that is started itself
public record QueueState(
        boolean enabled,
        boolean started,
        Optional<String> parent,
        Optional<Blocked> blocked,
        Optional<String> disableReason,
        Optional<String> stopReason) {
    /// What keeps a started queue from running jobs.
    public enum Blocked {
        /// There is no scheduler.
        SCHEDULER("scheduler"),
        /// The queue that it is part of is stopped.
        PARENT("parent");

        private final String word;

        Blocked(String word) {
            this.word = word;
        }

        /// As `queue-status` says it.
        public String word() {
            return word;
        }
    }
}
