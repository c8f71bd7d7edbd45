package fluxj.services.jobmanager;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.job.JobState;
import fluxj.rpc.Call;
import fluxj.rpc.Empty;
import fluxj.service.ServiceContext;
import fluxj.services.jobmanager.JobManagerProtocol.Kill;
import fluxj.services.jobmanager.JobManagerProtocol.KillAll;
import fluxj.services.jobmanager.JobManagerProtocol.Signal;
import fluxj.services.jobmanager.JobManagerProtocol.Tally;
import fluxj.services.jobmanager.job.Job;
import fluxj.services.jobmanager.job.JobTable;
import fluxj.wire.Payload;

import java.util.List;

/// Asks the shells of running jobs for signals.
final class JobSignals {
    private static final int LAST_SIGNAL = 64;

    private final ServiceContext flux;
    private final JobTable jobs;

    JobSignals(ServiceContext flux, JobTable jobs) {
        this.flux = flux;
        this.jobs = jobs;
    }

    /// Sends a signal to a job.
    void kill(Call<Kill, Empty> call) {
        int signum = call.body().signum();
        check(signum);
        Job job = JobRequests.active(jobs, call.body().id(), Errno.EINVAL, "unknown job id");
        JobRequests.authorize(
                call.from(), job.userid(), "guests may only send signals to their own jobs");
        if (!job.state().isIn(JobState.RUNNING)) {
            throw new FluxException(Errno.EINVAL, "job is not running");
        }
        publish(job, signum);
        call.reply(Empty.EMPTY);
    }

    /// Sends a signal to all running jobs of a user, or of all.
    void killAll(Call<KillAll, Tally> call) {
        KillAll body = call.body();
        JobRequests.authorize(call.from(), body.userid(), "guests can only kill their own jobs");
        check(body.signum());
        List<Job> targets = JobRequests.select(jobs, body.userid(), JobState.RUNNING);
        if (!body.dryRun()) {
            targets.forEach(job -> publish(job, body.signum()));
        }
        call.reply(new Tally(targets.size(), 0));
    }

    private static void check(int signum) {
        if (signum <= 0 || signum > LAST_SIGNAL) {
            throw new FluxException(Errno.EINVAL, "Invalid signal number");
        }
    }

    private void publish(Job job, int signum) {
        flux.publish(JobManagerProtocol.killTopic(job.id()), Payload.of(new Signal(signum)), 0)
                .then(
                        _ -> {},
                        error ->
                                flux.log()
                                        .err(
                                                job.jobId().f58(flux.variables())
                                                        + ": error sending signal: "
                                                        + error.getMessage()));
    }
}
