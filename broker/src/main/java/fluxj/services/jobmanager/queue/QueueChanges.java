package fluxj.services.jobmanager.queue;

import java.util.Optional;

/// Hears when queues begin or cease to hand their jobs to the scheduler.
public interface QueueChanges {
    /// The queue runs jobs from now on.
    ///
    /// @param queue empty is the anonymous one
    void started(Optional<String> queue);

    /// It does not any more; what waits for the scheduler is to be called back.
    ///
    /// @param queue empty is the anonymous one
    void stopped(Optional<String> queue);
}
