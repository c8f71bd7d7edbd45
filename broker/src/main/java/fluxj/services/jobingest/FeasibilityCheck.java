package fluxj.services.jobingest;

import fluxj.errors.Errno;
import fluxj.json.JsonObject;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.rpc.RpcClient;
import fluxj.services.jobmanager.SchedProtocol;
import fluxj.services.jobmanager.SchedProtocol.Feasibility;
import fluxj.wire.Message;

/// Refuses jobs that the scheduler could never run; when there is none, every job will do.
final class FeasibilityCheck implements LocalStage.Step {
    private final RpcClient rpc;

    FeasibilityCheck(RpcClient rpc) {
        this.rpc = rpc;
    }

    @Override
    public Promise<JsonObject> take(SubmittedJob job) {
        Deferred<JsonObject> answer = new Deferred<>();
        rpc.call(
                        SchedProtocol.FEASIBILITY_CHECK,
                        Message.NODEID_ANY,
                        new Feasibility(job.jobspec()))
                .then(
                        _ -> answer.complete(job.jobspec()),
                        error -> {
                            if (error.errno().equals(Errno.ENOSYS)) {
                                answer.complete(job.jobspec());
                            } else {
                                answer.fail(error);
                            }
                        });
        return answer;
    }
}
