package fluxj.services.jobmanager;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.job.Urgency;
import fluxj.json.JsonObject;
import fluxj.rpc.Call;
import fluxj.rpc.Empty;
import fluxj.services.jobmanager.JobManagerProtocol.ExceptionNotice;
import fluxj.services.jobmanager.JobManagerProtocol.Memo;
import fluxj.services.jobmanager.JobManagerProtocol.OldUrgency;
import fluxj.services.jobmanager.JobManagerProtocol.Raise;
import fluxj.services.jobmanager.JobManagerProtocol.RaiseAll;
import fluxj.services.jobmanager.JobManagerProtocol.Tally;
import fluxj.services.jobmanager.job.Job;
import fluxj.services.jobmanager.job.JobTable;
import fluxj.wire.Credentials;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What users ask to have done to jobs, by methods that answer at once.
final class JobRequests {
    private static final int LEAST_SEVERITY = 7;

    private final JobTable jobs;
    private final JobCommands commands;

    JobRequests(JobTable jobs, JobCommands commands) {
        this.jobs = jobs;
        this.commands = commands;
    }

    /// The active job that somebody asks about.
    ///
    /// @param unknown the words for a job that nobody knows
    /// @throws FluxException with that errno
    static Job active(JobTable jobs, long id, Errno errno, String unknown) {
        return jobs.active(id)
                .orElseThrow(
                        () ->
                                new FluxException(
                                        errno,
                                        jobs.inactive(id).isPresent()
                                                ? "job is inactive"
                                                : unknown));
    }

    static void authorize(Credentials from, int userid, String refusal) {
        if (!from.mayActFor(userid)) {
            throw new FluxException(Errno.EPERM, refusal);
        }
    }

    /// Raises an exception on a job.
    void raise(Call<Raise, Empty> call) {
        Raise body = call.body();
        checkException(body.severity(), body.type());
        Job job = active(jobs, body.id(), Errno.ENOENT, "unknown job id");
        authorize(call.from(), job.userid(), "guests can only raise exceptions on their own jobs");
        commands.raise(
                job,
                new ExceptionNotice(
                        body.id(),
                        body.type(),
                        body.severity(),
                        body.waitStatus().filter(status -> status >= 0)),
                Integer.toUnsignedLong(call.from().userid()),
                body.note().orElse(""));
        call.reply(Empty.EMPTY);
    }

    private static void checkException(int severity, String type) {
        if (severity < 0 || severity > LEAST_SEVERITY) {
            throw new FluxException(Errno.EPROTO, "invalid exception severity");
        }
        if (type.isEmpty() || type.chars().anyMatch(c -> Character.isWhitespace(c) || c == '=')) {
            throw new FluxException(Errno.EPROTO, "invalid exception type");
        }
    }

    /// Raises an exception on all jobs of a user in some states.
    void raiseAll(Call<RaiseAll, Tally> call) {
        RaiseAll body = call.body();
        authorize(call.from(), body.userid(), "guests can only raise exceptions on their own jobs");
        checkException(body.severity(), body.type());
        List<Job> targets = select(jobs, body.userid(), body.states());
        int errors = 0;
        if (!body.dryRun()) {
            for (Job job : targets) {
                errors += raised(job, body, call.from()) ? 0 : 1;
            }
        }
        call.reply(new Tally(targets.size(), errors));
    }

    private boolean raised(Job job, RaiseAll body, Credentials from) {
        try {
            commands.raise(
                    job,
                    new ExceptionNotice(job.id(), body.type(), body.severity(), Optional.empty()),
                    Integer.toUnsignedLong(from.userid()),
                    body.note().orElse(""));
            return true;
        } catch (FluxException _) {
            return false;
        }
    }

    /// The active jobs of a user, or of all, in some states.
    static List<Job> select(JobTable jobs, int userid, int states) {
        List<Job> found = new ArrayList<>();
        for (Job job : jobs.active()) {
            if (job.state().isIn(states)
                    && (userid == JobManagerProtocol.ALL_USERS || userid == job.userid())) {
                found.add(job);
            }
        }
        return found;
    }

    /// Changes the urgency of a job.
    void urgency(Call<JobManagerProtocol.Urgency, OldUrgency> call) {
        int urgency = call.body().urgency();
        if (!Urgency.isValid(urgency)) {
            throw new FluxException(Errno.EINVAL, "urgency value is out of range");
        }
        Job job = active(jobs, call.body().id(), Errno.EINVAL, "unknown job");
        authorize(call.from(), job.userid(), "guests can only reprioritize their own jobs");
        if (!call.from().hasAny(Credentials.OWNER)
                && urgency > Math.max(Urgency.DEFAULT, job.urgency())) {
            throw new FluxException(Errno.EPERM, "guests can only adjust urgency <= default");
        }
        if (job.hasResources()) {
            throw new FluxException(
                    Errno.EINVAL, "urgency cannot be changed once resources are allocated");
        }
        int before = job.urgency();
        commands.post(
                job,
                "urgency",
                JsonObject.builder()
                        .put("userid", Integer.toUnsignedLong(call.from().userid()))
                        .put("urgency", urgency)
                        .build());
        call.reply(new OldUrgency(before));
    }

    /// Notes something on a job.
    void memo(Call<Memo, Empty> call) {
        Memo body = call.body();
        Job job = active(jobs, body.id(), Errno.ENOENT, "unknown job id");
        authorize(call.from(), job.userid(), "guests can only add a memo to their own jobs");
        if (body.isVolatile().orElse(false)) {
            commands.postVolatile(job, "memo", body.memo());
        } else {
            commands.post(job, "memo", body.memo());
        }
        call.reply(Empty.EMPTY);
    }
}
