package fluxj.cli.jobs.listing;

import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonPath;
import fluxj.json.JsonValue;

import java.util.List;
import java.util.Optional;

/// A job as `jobs --json` tells of it, without what is not set.
public final class JobJson {
    private static final List<String> MEMBERS =
            List.of(
                    "t_depend",
                    "t_priority",
                    "t_sched",
                    "t_run",
                    "t_cleanup",
                    "t_inactive",
                    "duration",
                    "expiration",
                    "name",
                    "cwd",
                    "queue",
                    "project",
                    "bank",
                    "ntasks",
                    "ncores",
                    "nnodes",
                    "priority",
                    "ranks",
                    "nodelist",
                    "success",
                    "result",
                    "waitstatus",
                    "id",
                    "t_submit",
                    "t_remaining",
                    "state",
                    "username",
                    "userid",
                    "urgency",
                    "runtime",
                    "status",
                    "returncode",
                    "dependencies");

    private JobJson() {}

    public static JsonObject of(JobLine job) {
        JsonObject.Builder object = JsonObject.builder();
        for (String name : MEMBERS) {
            JsonValue value =
                    switch (name) {
                        case "id" -> JsonValue.of(job.id().value());
                        case "dependencies" -> job.attribute(name).orElse(JsonArray.of());
                        default -> job.field(name);
                    };
            if (isSet(name, value)) {
                object.put(name, value);
            }
        }
        object.put("jobid", job.field("id.f58"));
        JsonObject annotations =
                job.attribute("annotations")
                        .filter(JsonObject.class::isInstance)
                        .map(JsonObject.class::cast)
                        .orElse(JsonObject.EMPTY);
        Optional<String> uri = job.uri();
        object.put("annotations", uri.isPresent() ? withoutUri(annotations) : annotations);
        object.put("exception", exception(job));
        uri.ifPresent(text -> object.put("uri", text));
        return object.build();
    }

    private static JsonObject withoutUri(JsonObject annotations) {
        return JsonPath.withoutNulls(JsonPath.remove(annotations, "user.uri"));
    }

    private static boolean isSet(String name, JsonValue value) {
        boolean time = name.startsWith("t_") || name.equals("runtime") || name.equals("expiration");
        return !value.equals(JsonValue.of("")) && !(time && value.equals(JsonValue.of(0.0)));
    }

    private static JsonObject exception(JobLine job) {
        if (!job.attribute("exception_occurred").equals(Optional.of(JsonValue.of(true)))) {
            return JsonObject.of("occurred", JsonValue.of(false));
        }
        return JsonObject.builder()
                .put("occurred", true)
                .put("severity", job.field("exception.severity"))
                .put("type", job.field("exception.type"))
                .put("note", job.field("exception.note"))
                .build();
    }
}
