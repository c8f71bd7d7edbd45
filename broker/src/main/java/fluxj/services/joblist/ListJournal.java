package fluxj.services.joblist;

import fluxj.errors.FluxException;
import fluxj.format.FormatException;
import fluxj.format.Hostlist;
import fluxj.job.JobId;
import fluxj.job.JobState;
import fluxj.job.NodeResources;
import fluxj.job.ResourceSet;
import fluxj.job.Rv1;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonPath;
import fluxj.json.JsonValue;
import fluxj.service.Log;
import fluxj.services.jobmanager.JobManagerProtocol.JournalEvents;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Applies the events of the job manager's journal. One that makes no sense is logged and left out.
final class ListJournal {
    private static final int MAX_URGENCY = 31;

    private record Event(double timestamp, String name, JsonObject context) {
        static Optional<Event> of(JsonValue json) {
            if (!(json instanceof JsonObject entry)) {
                return Optional.empty();
            }
            Optional<Double> timestamp = entry.get("timestamp").flatMap(ListJournal::number);
            Optional<String> name = entry.text("name");
            return timestamp.isPresent() && name.isPresent()
                    ? Optional.of(
                            new Event(
                                    timestamp.get(),
                                    name.get(),
                                    entry.object("context").orElse(JsonObject.EMPTY)))
                    : Optional.empty();
        }
    }

    private final JobIndex index;
    private final JobCounts counts;
    private final StateChanges transitions;
    private final StringPool pool = new StringPool();
    private final JobspecFacts facts = new JobspecFacts(pool);
    private final Log log;
    private final Map<String, String> variables;

    /// @param variables of the broker, whose locale decides how its log shows ids
    ListJournal(
            JobIndex index,
            JobCounts counts,
            StateChanges transitions,
            Log log,
            Map<String, String> variables) {
        this.index = index;
        this.counts = counts;
        this.transitions = transitions;
        this.log = log;
        this.variables = variables;
    }

    private static Optional<Double> number(JsonValue value) {
        return switch (value) {
            case JsonValue.Real(double real) -> Optional.of(real);
            case JsonValue.Whole(long whole) -> Optional.of((double) whole);
            case JsonValue _ -> Optional.empty();
        };
    }

    /// Applies what came in one message.
    void apply(JournalEvents news) {
        for (JsonValue each : news.events()) {
            Optional<Event> event = Event.of(each);
            if (event.isEmpty()) {
                log.err("journal: error parsing record");
                continue;
            }
            apply(news, event.get());
        }
    }

    private void apply(JournalEvents news, Event event) {
        @Nullable ListedJob job = index.get(news.id());
        if (job == null && event.name.equals("submit")) {
            job = new ListedJob(news.id());
            keep(job, news.jobspec());
            index.add(job);
        }
        if (job == null) {
            log.err("event " + event.name + ": job " + name(news.id()) + " not in hash");
            return;
        }
        switch (event.name) {
            case "submit" -> submit(job, event);
            case "invalidate" -> index.remove(job);
            case "validate" -> validate(job, event);
            case "depend" -> advance(job, JobState.PRIORITY, event);
            case "priority" -> priority(job, event);
            case "alloc" -> alloc(job, news.resources(), event);
            case "finish" -> finish(job, event);
            case "clean" -> advance(job, JobState.INACTIVE, event);
            case "urgency" -> urgency(job, event);
            case "exception" -> exception(job, event);
            case "annotations" -> annotations(job, event);
            case "jobspec-update" -> jobspecUpdate(job, event);
            case "resource-update" -> resourceUpdate(job, event);
            case "memo" -> memo(job, event);
            case "dependency-add" -> dependency(job, event, true);
            case "dependency-remove" -> dependency(job, event, false);
            case "flux-restart" -> transitions.revert(job, event.timestamp);
            default -> {}
        }
    }

    private String name(long id) {
        return new JobId(id).f58(variables);
    }

    private void invalid(ListedJob job, Event event) {
        log.err(event.name + " context invalid: " + name(job.id));
    }

    private static void keep(ListedJob job, Optional<JsonObject> jobspec) {
        ActiveJob active = job.active;
        if (active != null && jobspec.isPresent()) {
            active.jobspec = JobspecFacts.kept(jobspec.get()).toString();
        }
    }

    private void submit(ListedJob job, Event event) {
        Optional<Long> userid = event.context.whole("userid");
        Optional<Long> urgency = event.context.whole("urgency");
        if (userid.isEmpty() || urgency.isEmpty()) {
            invalid(job, event);
            return;
        }
        job.userid = userid.get().intValue();
        job.urgency = urgency.get().byteValue();
        job.hasValidate = event.context.whole("version").orElse(-1L) >= 1;
        job.tSubmit = event.timestamp;
    }

    private void advance(ListedJob job, JobState state, Event event) {
        if (StateChanges.isNew(job, state)) {
            transitions.to(job, state, event.timestamp);
        }
    }

    private void validate(ListedJob job, Event event) {
        if (StateChanges.isNew(job, JobState.DEPEND)) {
            Optional<JsonObject> jobspec = jobspec(job);
            if (jobspec.isPresent()) {
                tell(job, jobspec.get());
            } else {
                log.err(name(job.id) + ": error parsing jobspec");
            }
            transitions.to(job, JobState.DEPEND, event.timestamp);
        }
    }

    private static Optional<JsonObject> jobspec(ListedJob job) {
        ActiveJob active = job.active;
        return active == null || active.jobspec == null
                ? Optional.empty()
                : Optional.of(JsonObject.parse(active.jobspec));
    }

    private void tell(ListedJob job, JsonObject jobspec) {
        try {
            facts.apply(job, jobspec);
        } catch (FluxException | ArithmeticException e) {
            log.err("job " + name(job.id) + " invalid jobspec: " + e.getMessage());
        }
    }

    private void priority(ListedJob job, Event event) {
        Optional<Long> priority = event.context.whole("priority");
        if (priority.isEmpty()) {
            invalid(job, event);
            return;
        }
        index.change(job, () -> job.priority = priority.get());
        if (StateChanges.isNew(job, JobState.SCHED) && job.state == JobState.PRIORITY) {
            transitions.to(job, JobState.SCHED, event.timestamp);
        }
    }

    private void alloc(ListedJob job, Optional<JsonObject> resources, Event event) {
        if (!StateChanges.isNew(job, JobState.RUN)) {
            return;
        }
        if (resources.isPresent()) {
            resources(job, resources.get());
        } else {
            log.err(name(job.id) + ": error parsing R");
        }
        transitions.to(job, JobState.RUN, event.timestamp);
    }

    private void resources(ListedJob job, JsonObject json) {
        ResourceSet resources;
        try {
            resources = Rv1.parse(json);
        } catch (FormatException e) {
            log.err(name(job.id) + ": error parsing R: " + e.getMessage());
            return;
        }
        job.expiration = resources.expiration();
        job.nnodes = resources.size();
        job.ranks = pool.shared(resources.ranks().toBracketedString());
        job.nodelist = pool.shared(resources.hosts().orElse(Hostlist.EMPTY).toString());
        job.ncores = (int) resources.count(NodeResources.CORE);
        ActiveJob active = job.active;
        if (active != null && active.tasksPerNode > 0) {
            job.ntasks = job.nnodes * active.tasksPerNode;
        }
        if (active != null && active.tasksPerCore > 0) {
            job.ntasks = job.ncores * active.tasksPerCore;
        }
    }

    private void finish(ListedJob job, Event event) {
        Optional<Long> status = event.context.whole("status");
        if (status.isEmpty()) {
            invalid(job, event);
            return;
        }
        job.waitStatus = status.get().intValue();
        ListedJob.JobException exception = job.exception;
        job.success |= job.waitStatus == 0 && (exception == null || exception.severity() > 0);
        advance(job, JobState.CLEANUP, event);
    }

    private void urgency(ListedJob job, Event event) {
        long urgency = event.context.whole("urgency").orElse(-1L);
        if (urgency < 0 || urgency > MAX_URGENCY) {
            invalid(job, event);
            return;
        }
        job.urgency = (byte) urgency;
        transitions.revert(job, event.timestamp);
    }

    private void exception(ListedJob job, Event event) {
        Optional<String> type = event.context.text("type");
        Optional<Long> severity = event.context.whole("severity");
        Optional<String> note = event.context.text("note");
        if (type.isEmpty() || severity.isEmpty() || note.isEmpty()) {
            invalid(job, event);
            return;
        }
        ListedJob.JobException before = job.exception;
        if (before == null || severity.get() < before.severity()) {
            job.exception =
                    new ListedJob.JobException(
                            pool.shared(type.get()),
                            severity.get().intValue(),
                            pool.shared(note.get()));
        }
        if (severity.get() == 0) {
            advance(job, JobState.CLEANUP, event);
        }
    }

    private void annotations(ListedJob job, Event event) {
        Optional<JsonValue> all = event.context.get("annotations");
        if (all.isEmpty()) {
            invalid(job, event);
        } else {
            job.annotations =
                    all.get() instanceof JsonObject object ? pool.shared(object.toString()) : null;
        }
    }

    private void memo(ListedJob job, Event event) {
        String text = job.annotations;
        JsonObject before = text == null ? JsonObject.EMPTY : JsonObject.parse(text);
        JsonObject after =
                JsonPath.withoutNulls(JsonPath.merge(before, JsonObject.of("user", event.context)));
        job.annotations = after.keys().isEmpty() ? null : pool.shared(after.toString());
    }

    private void jobspecUpdate(ListedJob job, Event event) {
        ActiveJob active = job.active;
        Optional<JsonObject> jobspec = jobspec(job);
        if (active == null || jobspec.isEmpty()) {
            log.err("job " + name(job.id) + " received jobspec update before jobspec");
            return;
        }
        JsonObject updated =
                JobspecFacts.updated(
                        jobspec.get(),
                        event.context,
                        path ->
                                log.info(
                                        "job "
                                                + name(job.id)
                                                + " failed to update jobspec key "
                                                + path));
        active.jobspec = JobspecFacts.kept(updated).toString();
        counts.queued(job, -1);
        tell(job, updated);
        counts.queued(job, 1);
        transitions.revert(job, event.timestamp);
    }

    /// Only the expiration may change.
    private void resourceUpdate(ListedJob job, Event event) {
        if (job.ranks == null) {
            log.err("job " + name(job.id) + " received resource update before R");
            return;
        }
        event.context
                .get("expiration")
                .flatMap(ListJournal::number)
                .ifPresent(expiration -> job.expiration = expiration);
    }

    private void dependency(ListedJob job, Event event, boolean added) {
        Optional<String> description = event.context.text("description");
        if (description.isEmpty()) {
            invalid(job, event);
            return;
        }
        List<String> before = job.dependencies == null ? List.of() : job.dependencies;
        List<String> after = new ArrayList<>(before);
        ActiveJob active = job.active;
        if (added) {
            if (active != null && active.dependencies.add(description.get())) {
                after.add(pool.shared(description.get()));
            }
        } else if (!after.remove(description.get())) {
            log.debug(
                    "job "
                            + name(job.id)
                            + ": dependency-remove '"
                            + description.get()
                            + "' not found");
            return;
        }
        job.dependencies = List.copyOf(after);
    }

    /// Removes jobs that are over.
    void purge(JsonArray ids) {
        int count = 0;
        for (JsonValue each : ids) {
            @Nullable ListedJob job =
                    each instanceof JsonValue.Whole(long id) ? index.get(id) : null;
            if (job != null && job.state == JobState.INACTIVE) {
                counts.purged(job);
                index.remove(job);
                count++;
            }
        }
        log.debug("purged " + count + " inactive jobs");
    }
}
