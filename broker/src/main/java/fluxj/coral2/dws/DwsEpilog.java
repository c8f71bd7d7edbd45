package fluxj.coral2.dws;

import fluxj.coral2.dws.DwsProtocol.OfJob;
import fluxj.coral2.dws.DwsProtocol.Outcome;
import fluxj.coral2.dws.DwsProtocol.PostRun;
import fluxj.job.Eventlog;
import fluxj.jobtap.JobView;
import fluxj.jobtap.Pending;

import org.jspecify.annotations.Nullable;

/// The epilog of one job: its file systems are unmounted, copied out and cleared while it holds the
/// job's resources, for a limited time (spec coral2 4.2.4, 4.2.7, 4.2.8).
final class DwsEpilog implements DwsService.Asker {
    private static final String NO_REASON = "<no error string provided>";

    private final DwsLink link;
    private final JobView job;
    private final HoldingAction hold;
    private @Nullable Pending timer;

    DwsEpilog(DwsLink link) {
        this.link = link;
        job = link.job();
        hold =
                new HoldingAction(
                        DwsEvents.wasPosted(job, "epilog-start", DwsWords.EPILOG),
                        () -> job.isHeldByEpilog(DwsWords.EPILOG),
                        () -> link.actions().startEpilog(DwsWords.EPILOG),
                        status -> link.actions().finishEpilog(DwsWords.EPILOG, status));
    }

    /// Begins it, once.
    void begin() {
        if (hold.isNew()) {
            hold.begin();
            startTimer(0);
            postRun(false);
        }
    }

    boolean isActive() {
        return hold.isActive();
    }

    /// Goes on with one that is open.
    void resume() {
        double now = link.context().now();
        EpilogHistory history = EpilogHistory.of(job.eventlog(), now);
        startTimer(now - history.began());
        switch (history.next()) {
            case POST_RUN -> postRun(true);
            case TEARDOWN -> teardown();
            case FAILED -> {
                end(1);
                teardown();
            }
            case ABORT -> abort();
        }
    }

    /// Takes an event that has had its effect.
    void observe(Eventlog.Event event) {
        hold.observe();
        if (!hold.isActive()) {
            stopTimer();
        } else if (event.isFatal()) {
            if (DwsEvents.text(event, "type").filter(DwsWords.TIMEOUT::equals).isPresent()) {
                abort();
            } else {
                teardown();
            }
        }
    }

    private void abort() {
        link.service().ask(DwsProtocol.ABORT, new OfJob(job.id()), false, new Abort());
        end(1);
    }

    private void teardown() {
        link.ask(DwsProtocol.TEARDOWN, new OfJob(job.id()), false, new Teardown());
    }

    /// What matters is that it reaches the service while the job waits.
    private final class Teardown implements DwsService.Asker {
        @Override
        public void answered(Outcome outcome, boolean isRepeated) {
            if (Refusal.isGone(outcome, job.id())) {
                end(0);
            }
        }

        @Override
        public void unanswered(boolean isAbsent) {}

        @Override
        public boolean isWaiting(boolean isLost) {
            return hold.isActive() && link.mayHaveWorkflow();
        }
    }

    /// The job goes on at once; what hangs is set aside when the service is there.
    private final class Abort implements DwsService.Asker {
        @Override
        public void answered(Outcome outcome, boolean isRepeated) {
            outcome.errstr().ifPresent(why -> link.service().logFailure(DwsProtocol.ABORT, why));
        }

        @Override
        public void unanswered(boolean isAbsent) {}

        @Override
        public boolean isWaiting(boolean isLost) {
            return link.mayHaveWorkflow();
        }
    }

    /// Its file systems are gone, or nobody waits for that any more.
    void end(int status) {
        if (hold.end(status)) {
            link.drop();
        }
        stopTimer();
    }

    private void postRun(boolean isRepeated) {
        link.ask(DwsProtocol.POST_RUN, new PostRun(job.id(), isRunStarted()), isRepeated, this);
    }

    /// True when there is something to be unmounted and copied out.
    private boolean isRunStarted() {
        boolean isMounted = job.hasPosted(DwsWords.ENVIRONMENT);
        return switch (link.version()) {
            case SEED -> isMounted;
            case NEWEST -> isMounted && job.hasPosted("start");
        };
    }

    @Override
    public void answered(Outcome outcome, boolean isRepeated) {
        if (outcome.success() || (isRepeated && Refusal.isPast(outcome))) {
            return;
        }
        if (isRepeated && Refusal.isGone(outcome, job.id())) {
            end(0);
        } else {
            fail(outcome.errstr().orElse(NO_REASON));
        }
    }

    @Override
    public void unanswered(boolean isAbsent) {
        fail("Failed to send dws.post_run RPC");
    }

    @Override
    public boolean isWaiting(boolean isLost) {
        return link.mayHaveWorkflow();
    }

    private void fail(String why) {
        if (hold.isActive()) {
            link.logError("Failed to clean up DWS workflow object");
            link.raise(DwsWords.EPILOG, why);
            end(1);
        }
    }

    private void startTimer(double lasted) {
        link.settings()
                .left(lasted)
                .ifPresent(left -> timer = link.context().after(left, this::expire));
    }

    private void expire() {
        if (hold.isActive()) {
            link.actions().raise(DwsWords.TIMEOUT, 0, "DWS epilog timed out");
        }
    }

    private void stopTimer() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }
}
