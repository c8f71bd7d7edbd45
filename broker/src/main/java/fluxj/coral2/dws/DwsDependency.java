package fluxj.coral2.dws;

import fluxj.coral2.dws.DwsProtocol.Create;
import fluxj.coral2.dws.DwsProtocol.Outcome;
import fluxj.errors.FluxException;
import fluxj.job.JobState;
import fluxj.jobtap.JobView;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.util.Optional;

/// The dependency of one job: it is not scheduled until the service has made a workflow and knows
/// what the job needs (spec coral2 4.2.2).
final class DwsDependency implements DwsService.Asker {
    private final DwsLink link;
    private final JobView job;

    DwsDependency(DwsLink link) {
        this.link = link;
        job = link.job();
    }

    /// Asks for a workflow.
    void begin() {
        boolean isRepeated = job.dependency(DwsWords.DEPENDENCY).isPresent();
        Optional<Integer> tolerance;
        try {
            tolerance = tolerance();
        } catch (FluxException e) {
            link.actions().raise("dws", 0, e.text());
            return;
        }
        link.actions().addDependency(DwsWords.DEPENDENCY);
        link.setMayHaveWorkflow(true);
        link.ask(
                DwsProtocol.CREATE,
                new Create(
                        job.system("dw").orElse(JsonValue.Null.NULL),
                        job.id(),
                        job.jobspec("resources").orElse(JsonValue.Null.NULL),
                        job.userid(),
                        tolerance),
                isRepeated,
                this);
    }

    /// How many nodes the job can do without; plugins of old do not ask.
    ///
    /// @throws FluxException EINVAL when the jobspec has something else there
    private Optional<Integer> tolerance() {
        return switch (link.version()) {
            case SEED -> Optional.empty();
            case NEWEST ->
                    switch (job.system("dw_failure_tolerance").orElse(JsonValue.of(0L))) {
                        case JsonValue.Whole(long nodes) when nodes == (int) nodes ->
                                Optional.of((int) nodes);
                        case JsonValue _ ->
                                throw DwsWords.refusal("jobtap plugin failed to unpack args");
                    };
        };
    }

    /// Goes on with one that is there, or should be.
    void resume() {
        if (job.dependency(DwsWords.DEPENDENCY).orElse(true)) {
            begin();
        }
    }

    boolean isActive() {
        return job.state() == JobState.DEPEND && job.dependency(DwsWords.DEPENDENCY).orElse(false);
    }

    /// Changes the jobspec and lets the job go, once.
    ///
    /// @param updates new values by dotted key
    /// @throws FluxException EINVAL when the job never waited
    void end(JsonObject updates) {
        boolean isWaiting =
                job.dependency(DwsWords.DEPENDENCY)
                        .orElseThrow(() -> DwsWords.refusal("Failed to remove dependency for job"));
        if (isWaiting) {
            link.actions().updateJobspec(updates);
            link.actions().removeDependency(DwsWords.DEPENDENCY);
        }
    }

    @Override
    public void answered(Outcome outcome, boolean isRepeated) {
        if (!outcome.success() && !Refusal.exists(outcome, job.id())) {
            fail(outcome.errstr().orElse("dws.create RPC returned failure"));
        }
    }

    @Override
    public void unanswered(boolean isAbsent) {
        link.setMayHaveWorkflow(!isAbsent);
        fail(
                isAbsent
                        ? "dws.create RPC could not be sent. Admins: is the flux-coral2-dws"
                                + " service loaded?"
                        : "Failed to unpack dws.create RPC");
    }

    @Override
    public boolean isWaiting(boolean isLost) {
        return isLost;
    }

    private void fail(String why) {
        link.raise(DwsWords.DEPENDENCY, why);
    }
}
