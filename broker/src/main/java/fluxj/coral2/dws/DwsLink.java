package fluxj.coral2.dws;

import fluxj.coral2.dws.DwsProtocol.Outcome;
import fluxj.job.JobState;
import fluxj.jobtap.JobActions;
import fluxj.jobtap.JobView;
import fluxj.jobtap.JobtapContext;
import fluxj.jobtap.Pending;
import fluxj.rpc.RpcMethod;

import org.jspecify.annotations.Nullable;

/// One job between the service and the job manager: what either is told of it. The service is asked
/// one thing at a time; what it was asked before needs no answer any more.
final class DwsLink {
    /// What jobs have in common.
    record Shared(JobtapContext context, DwsSettings settings, DwsService service) {}

    private final Shared shared;
    private final JobView job;
    private final JobActions actions;
    private @Nullable Pending asking;

    /// True when the service may have made a workflow.
    private boolean mayHaveWorkflow;

    DwsLink(Shared shared, JobView job, JobActions actions) {
        this.shared = shared;
        this.job = job;
        this.actions = actions;
        mayHaveWorkflow = job.dependency(DwsWords.DEPENDENCY).isPresent();
    }

    JobView job() {
        return job;
    }

    JobActions actions() {
        return actions;
    }

    JobtapContext context() {
        return shared.context();
    }

    DwsSettings settings() {
        return shared.settings();
    }

    DwsService service() {
        return shared.service();
    }

    DwsVersion version() {
        return shared.settings().version();
    }

    boolean mayHaveWorkflow() {
        return mayHaveWorkflow;
    }

    void setMayHaveWorkflow(boolean may) {
        mayHaveWorkflow = may;
    }

    /// Ends a job that is still one.
    void raise(String type, String why) {
        if (job.state() != JobState.INACTIVE) {
            actions.raise(type, 0, DwsWords.FAILURE + why);
        }
    }

    /// Logs what went wrong with the job.
    void logError(String what) {
        context().log().err(what + " for job " + context().name(job.id()));
    }

    <Q extends Record> void ask(
            RpcMethod<Q, Outcome> method, Q request, boolean isRepeated, DwsService.Asker asker) {
        drop();
        asking = shared.service().ask(method, request, isRepeated, new Asked(asker));
    }

    /// True when it waits for an answer, or for a service that can give one.
    boolean isAsking() {
        return asking != null;
    }

    /// Notes that there is an answer.
    private final class Asked implements DwsService.Asker {
        private final DwsService.Asker asker;

        Asked(DwsService.Asker asker) {
            this.asker = asker;
        }

        @Override
        public void answered(Outcome outcome, boolean isRepeated) {
            asking = null;
            asker.answered(outcome, isRepeated);
        }

        @Override
        public void unanswered(boolean isAbsent) {
            asking = null;
            asker.unanswered(isAbsent);
        }

        @Override
        public boolean isWaiting(boolean isLost) {
            return asker.isWaiting(isLost);
        }
    }

    /// What was asked last needs no answer and is not asked again.
    void drop() {
        if (asking != null) {
            asking.cancel();
            asking = null;
        }
    }
}
