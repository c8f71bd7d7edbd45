package fluxj.services.jobmanager;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.job.Eventlog;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.rpc.Call;
import fluxj.rpc.Empty;
import fluxj.services.jobmanager.JobManagerProtocol.GetAttr;
import fluxj.services.jobmanager.JobManagerProtocol.Info;
import fluxj.services.jobmanager.JobManagerProtocol.JobAttrs;
import fluxj.services.jobmanager.JobManagerProtocol.JobList;
import fluxj.services.jobmanager.JobManagerProtocol.ListJobs;
import fluxj.services.jobmanager.JobManagerProtocol.ListedJob;
import fluxj.services.jobmanager.alloc.SchedLink;
import fluxj.services.jobmanager.job.Job;
import fluxj.services.jobmanager.job.JobStep.Request;
import fluxj.services.jobmanager.job.JobTable;
import fluxj.services.jobmanager.store.JobStore;
import fluxj.services.jobmanager.store.StoredJob;
import fluxj.wire.Credentials;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// Answers questions about jobs.
final class JobQueries {
    private final JobTable jobs;
    private final JobStore store;
    private final SchedLink sched;
    private final JobWaiters waiters;
    private final BooleanSupplier isPrivate;

    /// @param isPrivate true while guests learn nothing of others' jobs
    JobQueries(
            JobTable jobs,
            JobStore store,
            SchedLink sched,
            JobWaiters waiters,
            BooleanSupplier isPrivate) {
        this.jobs = jobs;
        this.store = store;
        this.sched = sched;
        this.waiters = waiters;
        this.isPrivate = isPrivate;
    }

    /// Lists active jobs, those that wait for resources first, and zombies.
    void list(Call<ListJobs, JobList> call) {
        int wanted = call.body().maxEntries();
        if (wanted < 0) {
            throw new FluxException(Errno.EPROTO);
        }
        int limit = wanted == 0 ? Integer.MAX_VALUE : wanted;
        List<ListedJob> listed = new ArrayList<>();
        sched.queued().stream().limit(limit).forEach(job -> listed.add(entry(job)));
        jobs.active().stream()
                .filter(job -> sched.request(job) != Request.QUEUED)
                .limit(limit - listed.size())
                .forEach(job -> listed.add(entry(job)));
        waiters.zombies().forEach(job -> listed.add(entry(job)));
        call.reply(new JobList(listed));
    }

    private static ListedJob entry(Job job) {
        JsonObject notes = job.annotations();
        return new ListedJob(
                job.id(),
                job.user(),
                job.urgency(),
                job.priority(),
                job.submitTime(),
                job.state().bit(),
                notes.keys().isEmpty() ? Optional.empty() : Optional.of(notes),
                job.dependencies());
    }

    /// Refuses what only those may know who may know of all jobs.
    void requireInsight(Credentials from) {
        if (hides(from)) {
            throw new FluxException(Errno.EPERM);
        }
    }

    private boolean hides(Credentials from) {
        return isPrivate.getAsBoolean() && !from.hasAny(Credentials.OWNER | Credentials.ADMIN);
    }

    /// The greatest id.
    void info(Call<Empty, Info> call) {
        requireInsight(call.from());
        call.reply(new Info(jobs.maxId()));
    }

    /// Parts of a job; those of an inactive one are read back.
    void attributes(Call<GetAttr, JobAttrs> call) {
        Credentials from = call.from();
        Job job =
                jobs.find(call.body().id())
                        .orElseThrow(
                                () ->
                                        hides(from)
                                                ? new FluxException(Errno.EPERM)
                                                : new FluxException(Errno.EINVAL, "unknown job"));
        if (!from.mayActFor(job.userid())) {
            throw new FluxException(
                    Errno.EPERM,
                    isPrivate.getAsBoolean() ? "" : "guests can only access their own jobs");
        }
        List<String> names = call.body().attrs();
        if (job.hasRecords()) {
            call.reply(parts(names, new StoredJob(job.eventlog(), job.jobspec(), job.resources())));
        } else {
            call.replyWith(store.job(job.id()).map(stored -> parts(names, stored)));
        }
    }

    private static JobAttrs parts(List<String> names, StoredJob job) {
        JsonObject.Builder parts = JsonObject.builder();
        for (String name : names) {
            switch (name) {
                case "jobspec" -> parts.put(name, job.jobspec());
                case "R" ->
                        parts.put(
                                name,
                                job.resources()
                                        .orElseThrow(
                                                () ->
                                                        new FluxException(
                                                                Errno.ENOENT, "R is NULL")));
                case "eventlog" -> parts.put(name, array(job.eventlog()));
                default -> throw new FluxException(Errno.ENOENT, "unknown attr " + name);
            }
        }
        return new JobAttrs(parts.build());
    }

    private static JsonArray array(List<Eventlog.Event> eventlog) {
        return new JsonArray(eventlog.stream().<JsonValue>map(Eventlog.Event::json).toList());
    }
}
