package fluxj.services.jobmanager.job;

import java.util.EnumSet;
import java.util.Set;

/// What is to be done for a job in the state it is in (spec services 19.7). [#next] decides, and
/// looks at nothing but the job and where its requests are.
public enum JobStep {
    /// Post `depend`.
    DEPEND,
    /// Take it out of the queue of those that need resources.
    DEQUEUE,
    /// Take its request back from the scheduler, which will answer.
    CANCEL_REQUEST,
    /// Take its request back and do not wait for the answer.
    DROP_REQUEST,
    /// Put it into the queue of those that need resources.
    ENQUEUE,
    /// Ask for it to be started.
    START,
    /// Hand its resources to housekeeping and post `free`.
    RELEASE,
    /// Post `clean`.
    CLEAN,
    /// Let waiters know, and keep it among the inactive ones.
    RETIRE;

    /// Where the request for resources of a job is.
    public enum Request {
        /// There is none.
        NONE,
        /// In the queue.
        QUEUED,
        /// With the scheduler.
        SENT
    }

    /// The steps that a job needs now. Asking again before they had their effect does no harm.
    ///
    /// @param request where its request for resources is
    /// @param isStarting true while answers to its start request are to come
    public static Set<JobStep> next(Job job, Request request, boolean isStarting) {
        return switch (job.state()) {
            case NEW -> Set.of();
            case DEPEND ->
                    job.dependencies().map(list -> list.isEmpty()).orElse(true)
                                    && !job.isQueued("dependency-add")
                                    && !job.isQueued("depend")
                            ? Set.of(DEPEND)
                            : Set.of();
            case PRIORITY ->
                    switch (request) {
                        case NONE -> Set.of();
                        case QUEUED -> Set.of(DEQUEUE);
                        case SENT -> Set.of(CANCEL_REQUEST);
                    };
            case SCHED ->
                    request == Request.NONE && !job.isAllocBypass() && job.priority() > 0
                            ? Set.of(ENQUEUE)
                            : Set.of();
            case RUN ->
                    job.perilogs() == 0 && !isStarting && !job.isQueued("prolog-start")
                            ? Set.of(START)
                            : Set.of();
            case CLEANUP -> cleanup(job, request, isStarting);
            case INACTIVE -> Set.of(RETIRE);
        };
    }

    private static Set<JobStep> cleanup(Job job, Request request, boolean isStarting) {
        Set<JobStep> steps = EnumSet.noneOf(JobStep.class);
        switch (request) {
            case NONE -> {}
            case QUEUED -> steps.add(DEQUEUE);
            case SENT -> steps.add(DROP_REQUEST);
        }
        boolean isBusy = isStarting || job.perilogs() > 0 || job.isQueued("epilog-start");
        if (isBusy) {
            return steps;
        }
        if (job.hasResources()) {
            if (!job.isQueued("free")) {
                steps.add(RELEASE);
            }
        } else if (!job.isQueued("clean")) {
            steps.add(CLEAN);
        }
        return steps;
    }
}
