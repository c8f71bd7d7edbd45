package fluxj.services.joblist;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.job.JobState;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/// The attributes of jobs by name (spec services 14). A job that does not have one yet has no
/// member of that name.
final class JobAttributes {
    private interface Attribute extends Function<ListedJob, @Nullable JsonValue> {}

    private final Map<String, Attribute> attributes = new LinkedHashMap<>();

    JobAttributes() {
        add("userid", job -> JsonValue.of(Integer.toUnsignedLong(job.userid)));
        add("urgency", job -> JsonValue.of(job.urgency));
        add("priority", job -> when(job, JobState.SCHED, JsonValue.of(job.priority)));
        add("t_submit", job -> JsonValue.of(job.tSubmit));
        add("t_depend", job -> job.isAccepted() ? JsonValue.of(job.acceptedAt()) : null);
        time("t_priority", job -> job.tPriority);
        time("t_sched", job -> job.tSched);
        add("t_run", job -> when(job, JobState.RUN, JsonValue.of(job.tRun)));
        add("t_cleanup", job -> when(job, JobState.CLEANUP, JsonValue.of(job.tCleanup)));
        add("t_inactive", job -> when(job, JobState.INACTIVE, JsonValue.of(job.tInactive)));
        add("state", job -> JsonValue.of(job.state.bit()));
        text("name", job -> job.name);
        text("cwd", job -> job.cwd);
        text("queue", job -> job.queue);
        text("project", job -> job.project);
        text("bank", job -> job.bank);
        count("ntasks", job -> job.ntasks);
        count("ncores", job -> job.ncores);
        add("duration", job -> job.duration < 0 ? null : JsonValue.of(job.duration));
        count("nnodes", job -> job.nnodes);
        resources();
        end();
        add("annotations", JobAttributes::annotations);
        count("waitstatus", job -> job.waitStatus);
        add("dependencies", JobAttributes::dependencies);
    }

    private void resources() {
        add("ranks", job -> when(job, JobState.RUN, textOrNull(job.ranks)));
        add("nodelist", job -> when(job, JobState.RUN, textOrNull(job.nodelist)));
    }

    private void end() {
        add("success", job -> when(job, JobState.INACTIVE, JsonValue.of(job.success)));
        add(
                "exception_occurred",
                job -> when(job, JobState.INACTIVE, JsonValue.of(job.exception != null)));
        exception("exception_type", exception -> JsonValue.of(exception.type()));
        exception("exception_severity", exception -> JsonValue.of(exception.severity()));
        exception("exception_note", exception -> JsonValue.of(exception.note()));
        add("result", job -> when(job, JobState.INACTIVE, JsonValue.of(job.result().bit())));
        add(
                "expiration",
                job ->
                        job.expiration < 0
                                ? null
                                : when(job, JobState.RUN, JsonValue.of(job.expiration)));
    }

    private void add(String name, Attribute attribute) {
        attributes.put(name, attribute);
    }

    private void text(String name, Function<ListedJob, @Nullable String> text) {
        add(name, job -> textOrNull(text.apply(job)));
    }

    private void count(String name, Function<ListedJob, Integer> count) {
        add(name, job -> count.apply(job) < 0 ? null : JsonValue.of(count.apply(job).longValue()));
    }

    /// A time that is there once it was set, whatever became of the state since.
    private void time(String name, ToDoubleFunction<ListedJob> time) {
        add(
                name,
                job -> time.applyAsDouble(job) == 0 ? null : JsonValue.of(time.applyAsDouble(job)));
    }

    private void exception(String name, Function<ListedJob.JobException, JsonValue> value) {
        add(
                name,
                job -> {
                    ListedJob.JobException exception = job.exception;
                    return exception == null
                            ? null
                            : when(job, JobState.INACTIVE, value.apply(exception));
                });
    }

    private static @Nullable JsonValue textOrNull(@Nullable String text) {
        return text == null ? null : JsonValue.of(text);
    }

    private static @Nullable JsonValue when(
            ListedJob job, JobState reached, @Nullable JsonValue value) {
        return job.hasBeen(reached) ? value : null;
    }

    private static @Nullable JsonValue annotations(ListedJob job) {
        String text = job.annotations;
        return text == null ? null : JsonObject.parse(text);
    }

    private static @Nullable JsonValue dependencies(ListedJob job) {
        List<String> all = job.dependencies;
        return all == null
                ? null
                : new JsonArray(all.stream().<JsonValue>map(JsonValue::of).toList());
    }

    /// The names.
    List<String> names() {
        return List.copyOf(attributes.keySet());
    }

    /// What makes objects of jobs with these attributes.
    ///
    /// @param wanted their names; one that is none is an error when there is a job
    Function<ListedJob, JsonObject> of(JsonArray wanted) {
        Map<String, Attribute> chosen = new LinkedHashMap<>();
        Optional<FluxException> wrong = choose(wanted, chosen);
        List<Map.Entry<String, Attribute>> all = new ArrayList<>(chosen.entrySet());
        return job -> {
            if (wrong.isPresent()) {
                throw wrong.get();
            }
            JsonObject.Builder object = JsonObject.builder().put("id", job.id);
            for (Map.Entry<String, Attribute> each : all) {
                JsonValue value = each.getValue().apply(job);
                if (value != null) {
                    object.put(each.getKey(), value);
                }
            }
            return object.build();
        };
    }

    private Optional<FluxException> choose(JsonArray wanted, Map<String, Attribute> chosen) {
        for (JsonValue each : wanted) {
            if (!(each instanceof JsonValue.Text(String name))) {
                return Optional.of(new FluxException(Errno.EINVAL, "attr has no string value"));
            }
            Attribute attribute = attributes.get(name);
            if (name.equals(JobListProtocol.ALL_ATTRIBUTES)) {
                chosen.putAll(attributes);
            } else if (attribute == null) {
                return Optional.of(
                        new FluxException(Errno.EINVAL, name + " is not a valid attribute"));
            } else {
                chosen.put(name, attribute);
            }
        }
        return Optional.empty();
    }
}
