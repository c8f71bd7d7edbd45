package fluxj.services.jobmanager.job;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.job.Eventlog;
import fluxj.job.JobState;
import fluxj.jobtap.StateChange;
import fluxj.json.JanssonText;
import fluxj.json.JsonObject;
import fluxj.services.jobmanager.job.JobRecords.Queued;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/// Lets events take effect, those of one job one after another (spec services 19.6): the job
/// changes, the journal and the eventlog get the event, plugins hear of it, and the next step is
/// done. What is posted meanwhile for the same job waits for its turn, so nothing recurses.
public final class EventEngine {
    private final DoubleSupplier clock;
    private final JobTable jobs;
    private final JobCallbacks callbacks;
    private final EventOutlet outlet;

    /// @param clock seconds since 1970
    public EventEngine(
            DoubleSupplier clock, JobTable jobs, JobCallbacks callbacks, EventOutlet outlet) {
        this.clock = clock;
        this.jobs = jobs;
        this.callbacks = callbacks;
        this.outlet = outlet;
    }

    /// Posts an event of now.
    ///
    /// @param context `{}` is none
    /// @param isStored true when it belongs into the eventlog
    /// @throws FluxException EPROTO, EINVAL for what is no such event, EROFS when the job takes
    ///   none any more, or why it cannot have it now; then nothing has changed
    public void post(Job job, String name, JsonObject context, boolean isStored) {
        post(job, entry(clock.getAsDouble(), name, context), isStored);
    }

    /// Posts an event of any time; errors as above.
    public void post(Job job, Eventlog.Event entry, boolean isStored) {
        @Nullable JobRecords records = job.records;
        if (records == null || job.closed) {
            throw new FluxException(Errno.EROFS);
        }
        JobEvent event = JobEvent.of(entry.name(), entry.context().orElse(JsonObject.EMPTY));
        Queued queued = new Queued(entry, event, isStored);
        records.queue.add(queued);
        drain(job, records, Optional.of(queued));
    }

    /// An entry of an eventlog (RFC 18).
    public static Eventlog.Event entry(double time, String name, JsonObject context) {
        JsonObject.Builder json = JsonObject.builder().put("timestamp", time).put("name", name);
        boolean hasContext = !context.keys().isEmpty();
        if (hasContext) {
            json.put("context", context);
        }
        return new Eventlog.Event(
                json.build(), time, name, hasContext ? Optional.of(context) : Optional.empty());
    }

    /// A line of the eventlog, with its end.
    private static byte[] line(Eventlog.Event entry) {
        return (JanssonText.of(entry.json()) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /// From now on the events of a job wait for [#release].
    public void hold(Job job) {
        if (job.records != null) {
            job.records.held = true;
        }
    }

    /// The events that waited take effect.
    public void release(Job job) {
        @Nullable JobRecords records = job.records;
        if (records != null) {
            records.held = false;
            drain(job, records, Optional.empty());
        }
    }

    /// Forgets the events of a job that have not taken effect: it is to be none after all.
    public void drop(Job job) {
        @Nullable JobRecords records = job.records;
        if (records != null) {
            records.queue.clear();
            records.held = false;
        }
    }

    /// Gives a job annotations that nobody is told of yet: it is new to all.
    public void annotate(Job job, JsonObject annotations) {
        if (job.records != null) {
            job.records.annotations = annotations;
        }
    }

    /// Gives a job its R, before the event that says so.
    ///
    /// @throws FluxException EEXIST when it has one
    public void grant(Job job, JsonObject resources) {
        @Nullable JobRecords records = job.records;
        if (records == null || records.isGranted()) {
            throw new FluxException(Errno.EEXIST);
        }
        records.setResources(Optional.of(resources));
    }

    /// Lets go of what an inactive job needs no more.
    public void forgetRecords(Job job) {
        if (job.state == JobState.INACTIVE) {
            job.records = null;
        }
    }

    private void drain(Job job, JobRecords records, Optional<Queued> posted) {
        if (records.draining) {
            return;
        }
        @Nullable FluxException refusal = null;
        records.draining = true;
        try {
            while (!records.held && !job.closed) {
                @Nullable Queued next = records.queue.poll();
                if (next == null) {
                    break;
                }
                Optional<FluxException> failure = process(job, next);
                if (failure.isPresent() && posted.filter(next::equals).isPresent()) {
                    refusal = failure.get();
                } else {
                    failure.ifPresent(reason -> outlet.refused(job, next.entry(), reason));
                }
            }
        } finally {
            records.draining = false;
            if (jobs.isLarge()) {
                records.pack();
            }
        }
        if (job.closed) {
            records.queue.clear();
        }
        if (refusal != null) {
            throw refusal;
        }
    }

    private Optional<FluxException> process(Job job, Queued queued) {
        JobState before = job.state;
        Eventlog.Event entry = queued.entry();
        try {
            JobTransitions.apply(job, entry, queued.event());
        } catch (FluxException e) {
            return Optional.of(e);
        }
        outlet.tell(job, entry);
        if (queued.isStored()) {
            byte[] line = line(entry);
            if (job.records != null) {
                job.records.append(line);
            }
            outlet.store(job, entry.name(), line);
        }
        jobs.countRunning(before, job.state);
        callbacks.posted(job, entry);
        if (queued.event() instanceof JobEvent.JobspecUpdate(JsonObject updates)) {
            callbacks.updated(job, updates);
        }
        if (job.state != before) {
            callbacks.entered(job, new StateChange(before, Optional.of(entry)));
        }
        if (queued.event() instanceof JobEvent.ResourceUpdate) {
            outlet.expirationMoved(job);
        }
        outlet.act(job);
        return Optional.empty();
    }

    /// The job that an eventlog tells of.
    ///
    /// @param resources its R, if there is one; it counts when the eventlog says that it was given
    /// @throws FluxException EINVAL with the reason when the eventlog makes no job
    public static Job replay(
            long id,
            JsonObject jobspec,
            Optional<JsonObject> resources,
            List<Eventlog.Event> eventlog) {
        Job job = new Job(id, jobspec);
        JobRecords records = new JobRecords(jobspec);
        records.setResources(resources);
        job.records = records;
        String first = eventlog.isEmpty() ? "nothing" : eventlog.getFirst().name();
        if (!first.equals("submit")) {
            throw new FluxException(Errno.EINVAL, "first event is " + first + " not submit");
        }
        for (Eventlog.Event entry : eventlog) {
            replay(job, entry);
            records.append(line(entry));
        }
        if (!job.posted.has("alloc")) {
            records.setResources(Optional.empty());
        }
        records.pack();
        return job;
    }

    private static void replay(Job job, Eventlog.Event entry) {
        JobEvent event;
        try {
            event = JobEvent.of(entry.name(), entry.context().orElse(JsonObject.EMPTY));
            JobTransitions.apply(job, entry, event);
        } catch (FluxException e) {
            throw new FluxException(Errno.EINVAL, "could not apply " + entry.name());
        }
        if (event instanceof JobEvent.Submit(int _, int _, int _, Optional<Integer> version)
                && version.orElse(1) != 1) {
            throw new FluxException(Errno.EINVAL, "eventlog v" + version.get() + " is unsupported");
        }
    }
}
