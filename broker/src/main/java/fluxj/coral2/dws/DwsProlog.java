package fluxj.coral2.dws;

import fluxj.coral2.dws.DwsProtocol.Outcome;
import fluxj.coral2.dws.DwsProtocol.Setup;
import fluxj.job.Eventlog;
import fluxj.job.JobId;
import fluxj.jobtap.JobView;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

/// The prolog of one job: it is not started until its file systems are made, filled and mounted
/// (spec coral2 4.2.3).
final class DwsProlog implements DwsService.Asker {
    private final DwsLink link;
    private final JobView job;
    private final HoldingAction hold;

    DwsProlog(DwsLink link) {
        this.link = link;
        job = link.job();
        hold =
                new HoldingAction(
                        DwsEvents.wasPosted(job, "prolog-start", DwsWords.PROLOG),
                        () -> job.isHeldByProlog(DwsWords.PROLOG),
                        () -> link.actions().startProlog(DwsWords.PROLOG),
                        status -> link.actions().finishProlog(DwsWords.PROLOG, status));
    }

    /// Begins it, once.
    void begin() {
        if (hold.isNew()) {
            hold.begin();
            setup(false);
        }
    }

    boolean isActive() {
        return hold.isActive();
    }

    /// Goes on with one that is open.
    void resume() {
        setup(true);
    }

    /// Takes an event that has had its effect.
    void observe(Eventlog.Event event) {
        hold.observe();
        if (event.isFatal()) {
            end(1);
        }
    }

    /// Its file systems are there, or the job has ended.
    void end(int status) {
        hold.end(status);
    }

    private void setup(boolean isRepeated) {
        link.context()
                .lookup(
                        new JobId(job.id()).kvs("R"),
                        found -> setup(found, isRepeated),
                        _ -> fail("Failed to unpack R"));
    }

    private void setup(JsonValue resources, boolean isRepeated) {
        if (!hold.isActive()) {
            return;
        }
        if (resources instanceof JsonObject found) {
            link.ask(DwsProtocol.SETUP, new Setup(job.id(), found), isRepeated, this);
        } else {
            fail("Failed to unpack R");
        }
    }

    @Override
    public void answered(Outcome outcome, boolean isRepeated) {
        if (!outcome.success() && !(isRepeated && Refusal.isPast(outcome))) {
            fail(outcome.errstr().orElse("dws.setup RPC returned failure"));
        }
    }

    @Override
    public void unanswered(boolean isAbsent) {
        fail("Failed to unpack dws.setup RPC");
    }

    @Override
    public boolean isWaiting(boolean isLost) {
        return hold.isActive() && link.mayHaveWorkflow();
    }

    /// The exception ends the action.
    private void fail(String why) {
        if (hold.isActive()) {
            link.logError("Failed to setup DWS workflow object");
            link.raise(DwsWords.PROLOG, why);
        }
    }
}
