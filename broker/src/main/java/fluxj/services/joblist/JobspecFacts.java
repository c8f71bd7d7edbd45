package fluxj.services.joblist;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.job.spec.ResourceRequest;
import fluxj.json.JsonArray;
import fluxj.json.JsonException;
import fluxj.json.JsonObject;
import fluxj.json.JsonPath;
import fluxj.json.JsonValue;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// What a listing tells of a jobspec (RFC 14).
final class JobspecFacts {
    private static final List<String> SHOWN =
            List.of(
                    "version",
                    "resources",
                    "tasks",
                    "attributes.system.cwd",
                    "attributes.system.queue",
                    "attributes.system.duration",
                    "attributes.system.project",
                    "attributes.system.bank",
                    "attributes.system.job",
                    "attributes.system.shell.options.per-resource");

    private final StringPool pool;

    JobspecFacts(StringPool pool) {
        this.pool = pool;
    }

    /// The parts of a jobspec that are kept while its job may change.
    static JsonObject kept(JsonObject jobspec) {
        JsonObject kept = JsonObject.EMPTY;
        for (String path : SHOWN) {
            Optional<JsonValue> value = JsonPath.get(jobspec, path);
            if (value.isPresent()) {
                kept = JsonPath.set(kept, path, value.get());
            }
        }
        return kept;
    }

    /// A jobspec after an update.
    ///
    /// @param refused told of each path that leads nowhere
    static JsonObject updated(JsonObject jobspec, JsonObject update, Consumer<String> refused) {
        JsonObject[] result = {jobspec};
        update.members()
                .forEach(
                        (path, value) -> {
                            try {
                                String top =
                                        path.contains(".")
                                                ? path.substring(0, path.indexOf('.'))
                                                : path;
                                if (!List.of("resources", "tasks", "attributes").contains(top)) {
                                    throw new JsonException("not a part of a jobspec");
                                }
                                result[0] = JsonPath.set(result[0], path, value);
                            } catch (JsonException e) {
                                refused.accept(path);
                            }
                        });
        return result[0];
    }

    /// Tells a job what its jobspec says, as far as it can be read.
    ///
    /// @throws FluxException EINVAL saying where it cannot
    void apply(ListedJob job, JsonObject jobspec) {
        JsonObject system = system(jobspec);
        job.name = pool.shared(name(jobspec, system));
        job.cwd = text(system, "cwd");
        job.queue = text(system, "queue");
        job.duration = number(system.get("duration"));
        job.project = system.get("project").isPresent() ? text(system, "project") : job.project;
        job.bank = system.get("bank").isPresent() ? text(system, "bank") : job.bank;
        ResourceRequest request = ResourceRequest.of(jobspec);
        job.nnodes = request.nnodes() > 0 ? small(request.nnodes()) : -1;
        tasks(job, jobspec, request);
        job.ncores = request.nnodes() > 0 && request.isExclusive() ? -1 : small(request.ncores());
    }

    private static JsonObject system(JsonObject jobspec) {
        return jobspec.object("attributes")
                .orElseThrow(() -> invalid("Object item not found: attributes"))
                .object("system")
                .orElse(JsonObject.EMPTY);
    }

    private static FluxException invalid(String reason) {
        return new FluxException(Errno.EINVAL, reason);
    }

    private static int small(long count) {
        return (int) Math.min(count, Integer.MAX_VALUE);
    }

    private @Nullable String text(JsonObject system, String key) {
        Optional<JsonValue> value = system.get(key);
        if (value.isEmpty()) {
            return null;
        }
        return pool.shared(
                system.text(key)
                        .orElseThrow(
                                () ->
                                        invalid(
                                                "Expected string, got "
                                                        + value.get().typeName()
                                                        + ": "
                                                        + key)));
    }

    private static double number(Optional<JsonValue> value) {
        return switch (value.orElseThrow(() -> invalid("Object item not found: duration"))) {
            case JsonValue.Real(double real) -> real;
            case JsonValue.Whole(long whole) -> whole;
            case JsonValue other -> throw invalid("Expected real, got " + other.typeName());
        };
    }

    /// The name that it was given, or the last part of its command's path.
    private static String name(JsonObject jobspec, JsonObject system) {
        Optional<String> given = system.object("job").flatMap(job -> job.text("name"));
        if (given.isPresent()) {
            return given.get();
        }
        String command =
                task(jobspec)
                        .array("command")
                        .filter(words -> words.size() > 0)
                        .map(words -> words.items().getFirst())
                        .filter(JsonValue.Text.class::isInstance)
                        .map(JsonValue.Text.class::cast)
                        .orElseThrow(() -> invalid("invalid job command"))
                        .value();
        String last = command.substring(command.lastIndexOf('/') + 1);
        return last.isEmpty() ? command : last;
    }

    private static JsonObject task(JsonObject jobspec) {
        JsonArray tasks =
                jobspec.array("tasks").orElseThrow(() -> invalid("Object item not found: tasks"));
        if (tasks.size() > 0 && tasks.items().getFirst() instanceof JsonObject first) {
            return first;
        }
        throw invalid("invalid tasks");
    }

    private static void tasks(ListedJob job, JsonObject jobspec, ResourceRequest request) {
        Optional<JsonObject> per =
                JsonPath.get(jobspec, "attributes.system.shell.options.per-resource")
                        .filter(JsonObject.class::isInstance)
                        .map(JsonObject.class::cast);
        ActiveJob active = job.active;
        if (per.isPresent() && active != null) {
            int count = per.get().whole("count").map(JobspecFacts::small).orElse(1);
            String type =
                    per.get().text("type").orElseThrow(() -> invalid("invalid per-resource spec"));
            if (count < 1) {
                throw invalid("invalid per-resource spec");
            }
            boolean onNodes = request.nnodes() > 0;
            if (type.equals("node")) {
                job.ntasks = onNodes ? small(request.nnodes() * count) : -1;
                active.tasksPerNode = onNodes ? 0 : count;
                return;
            }
            if (type.equals("core")) {
                job.ntasks = onNodes ? -1 : small(request.ncores() * count);
                active.tasksPerCore = onNodes ? count : 0;
                return;
            }
        }
        job.ntasks =
                task(jobspec)
                        .object("count")
                        .flatMap(count -> count.whole("total"))
                        .map(JobspecFacts::small)
                        .orElseGet(() -> small(request.nslots()));
    }
}
