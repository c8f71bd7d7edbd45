package fluxj.services.jobmanager.job;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.job.Eventlog;
import fluxj.job.JobFlag;
import fluxj.job.JobResult;
import fluxj.job.JobState;
import fluxj.job.PerilogActions.Kind;
import fluxj.json.JsonObject;

import org.jspecify.annotations.Nullable;

import java.util.Optional;

/// The one way in which a job changes (RFC 21, spec services 11.1): [#apply] makes of a job and an
/// event what the job is after it, now and when its eventlog is read again after a restart. It
/// looks at nothing else.
final class JobTransitions {
    private JobTransitions() {}

    /// Applies an event.
    ///
    /// @throws FluxException EINVAL or EOVERFLOW when such a job cannot have it; it is as it was
    static void apply(Job job, Eventlog.Event entry, JobEvent event) {
        JobRecords records = recordsOf(job);
        switch (event) {
            case JobEvent.Submit submit -> submit(job, entry, submit);
            case JobEvent.Validate _ -> move(job, JobState.NEW, JobState.DEPEND);
            case JobEvent.Invalidate _ -> job.closed = true;
            case JobEvent.DependencyAdd(String description) -> {
                if (waits(job)) {
                    records.addDependency(description);
                }
            }
            case JobEvent.DependencyRemove(String description) -> {
                if (waits(job) && !records.removeDependency(description)) {
                    throw new FluxException(Errno.ENOENT);
                }
            }
            case JobEvent.Depend _ -> move(job, JobState.DEPEND, JobState.PRIORITY);
            case JobEvent.Priority(long priority) -> {
                if (job.state == JobState.PRIORITY || job.state == JobState.SCHED) {
                    job.priority = priority;
                }
                move(job, JobState.PRIORITY, JobState.SCHED);
            }
            case JobEvent.Urgency(int urgency) -> {
                job.urgency = urgency;
                move(job, JobState.SCHED, JobState.PRIORITY);
            }
            case JobEvent.JobspecUpdate(JsonObject updates) -> {
                records.update(JsonPaths.withAll(records.jobspec(), updates));
                move(job, JobState.SCHED, JobState.PRIORITY);
            }
            case JobEvent.ResourceUpdate update -> extend(records, update);
            case JobEvent.SetFlags(var flags) -> flags.forEach(flag -> set(job, flag));
            case JobEvent.Memo(JsonObject memo) ->
                    records.annotations =
                            JsonPaths.merge(records.annotations, JsonObject.of("user", memo));
            case JobEvent.Annotations(JsonObject annotations) -> records.annotations = annotations;
            case JobEvent.Alloc(var annotations) -> {
                annotations.ifPresent(notes -> records.annotations = notes);
                job.hasResources = true;
                move(job, JobState.SCHED, JobState.RUN);
            }
            case JobEvent.PrologStart(var label) -> {
                if (!job.started) {
                    records.startPerilog(Kind.PROLOG, label);
                }
            }
            case JobEvent.PrologFinish(var label) -> records.finishPerilog(Kind.PROLOG, label);
            case JobEvent.Start _ -> job.started = true;
            case JobEvent.Finish(int status) -> finish(job, entry, status);
            case JobEvent.ExceptionRaised raised -> exception(job, entry, raised);
            case JobEvent.Release _ -> {}
            case JobEvent.EpilogStart(var label) -> {
                if (job.state == JobState.CLEANUP) {
                    records.startPerilog(Kind.EPILOG, label);
                }
            }
            case JobEvent.EpilogFinish(var label) -> {
                if (job.state == JobState.CLEANUP) {
                    records.finishPerilog(Kind.EPILOG, label);
                }
            }
            case JobEvent.Free _ -> job.hasResources = false;
            case JobEvent.Clean _ -> clean(job, entry);
            case JobEvent.FluxRestart _ -> {
                if (job.state == JobState.SCHED) {
                    job.priority = Job.NO_PRIORITY;
                    job.state = JobState.PRIORITY;
                }
            }
            case JobEvent.Other _ -> {}
        }
        job.posted.add(entry.name());
    }

    private static JobRecords recordsOf(Job job) {
        @Nullable JobRecords records = job.records;
        if (records == null) {
            throw new FluxException(Errno.EROFS);
        }
        return records;
    }

    private static void submit(Job job, Eventlog.Event entry, JobEvent.Submit submit) {
        if (job.posted.has("submit")) {
            throw new FluxException(Errno.EINVAL);
        }
        job.submitTime = entry.timestamp();
        job.userid = submit.userid();
        job.urgency = submit.urgency();
        job.flags = submit.flags();
        if (submit.version().isEmpty()) {
            job.state = JobState.DEPEND;
        }
    }

    private static boolean waits(Job job) {
        return job.state == JobState.NEW || job.state == JobState.DEPEND;
    }

    private static void move(Job job, JobState from, JobState to) {
        if (job.state == from) {
            job.state = to;
        }
    }

    private static void set(Job job, JobEvent.Flag flag) {
        switch (flag) {
            case ALLOC_BYPASS -> job.allocBypass = true;
            case DEBUG -> job.flags |= JobFlag.DEBUG.bit();
            case IMMUTABLE -> job.immutable = true;
        }
    }

    private static void extend(JobRecords records, JobEvent.ResourceUpdate update) {
        JsonObject resources =
                records.resources().orElseThrow(() -> new FluxException(Errno.EAGAIN));
        records.setResources(
                Optional.of(
                        JsonPaths.with(resources, "execution.expiration", update.expiration())));
    }

    private static void finish(Job job, Eventlog.Event entry, int status) {
        if (job.state == JobState.RUN) {
            end(job, entry, JobResult.ofStatus(status));
        }
    }

    private static void exception(Job job, Eventlog.Event entry, JobEvent.ExceptionRaised raised) {
        if (raised.severity() != 0) {
            return;
        }
        if (job.state == JobState.NEW) {
            throw new FluxException(Errno.EINVAL, "fatal job exception was posted in NEW state");
        }
        if (job.state == JobState.INACTIVE) {
            return;
        }
        if (raised.type().equals("scheduler-restart")) {
            job.hasResources = false;
        }
        end(job, entry, JobResult.ofException(raised.type()));
    }

    private static void end(Job job, Eventlog.Event entry, JobResult result) {
        JobRecords records = recordsOf(job);
        if (records.endEvent == null) {
            records.endEvent = entry;
            job.result = result;
        }
        job.state = JobState.CLEANUP;
    }

    private static void clean(Job job, Eventlog.Event entry) {
        if (job.state == JobState.CLEANUP) {
            job.state = JobState.INACTIVE;
            job.cleanTime = entry.timestamp();
            job.closed = true;
        }
    }
}
