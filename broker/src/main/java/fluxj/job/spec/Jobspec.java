package fluxj.job.spec;

import fluxj.errors.FluxException;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a job is to run and to get (RFC 14, RFC 25), as it was submitted. Reading is lenient: a
/// member of another type than it should be is taken as absent; [JobspecValidator] is strict.
///
/// @param json all of it
public record Jobspec(JsonObject json) {
    private static final String SYSTEM = "attributes.system.";

    /// A dependency that the job waits for (RFC 26).
    ///
    /// @param json all of it, with what its scheme adds
    public record Dependency(String scheme, String value, JsonObject json) {}

    /// The resources in numbers.
    ///
    /// @throws FluxException EINVAL with the schedulers' text
    public ResourceRequest resources() {
        return ResourceRequest.of(json);
    }

    /// How long it may run, in seconds; 0 when nothing says so.
    public double duration() {
        return system("duration").map(Jobspec::seconds).orElse(0.0);
    }

    private static double seconds(JsonValue value) {
        return switch (value) {
            case JsonValue.Real(double seconds) -> seconds;
            case JsonValue.Whole(long seconds) -> seconds;
            case JsonValue _ -> 0;
        };
    }

    /// The queue it names.
    public Optional<String> queue() {
        return systemText("queue");
    }

    /// The name its submitter gave it.
    public Optional<String> name() {
        return systemText("job.name");
    }

    /// Where its processes start.
    public Optional<String> cwd() {
        return systemText("cwd");
    }

    /// The environment of its processes.
    public JsonObject environment() {
        return systemObject("environment").orElse(JsonObject.EMPTY);
    }

    /// Where it may run (RFC 31).
    public Optional<JsonObject> constraints() {
        return systemObject("constraints");
    }

    /// The dependencies in their order; what is none is left out.
    public List<Dependency> dependencies() {
        List<Dependency> found = new ArrayList<>();
        if (system("dependencies").orElse(JsonArray.EMPTY) instanceof JsonArray all) {
            for (JsonValue each : all) {
                if (each instanceof JsonObject dependency) {
                    found.add(
                            new Dependency(
                                    dependency.text("scheme").orElse(""),
                                    dependency.text("value").orElse(""),
                                    dependency));
                }
            }
        }
        return found;
    }

    /// The command line of its first task.
    public List<String> command() {
        List<String> words = new ArrayList<>();
        JsonArray tasks = json.array("tasks").orElse(JsonArray.EMPTY);
        if (tasks.size() > 0 && tasks.items().getFirst() instanceof JsonObject task) {
            for (JsonValue each : task.array("command").orElse(JsonArray.EMPTY)) {
                if (each instanceof JsonValue.Text(String word)) {
                    words.add(word);
                }
            }
        }
        return words;
    }

    /// A system attribute.
    ///
    /// @param path names with dots between them, such as `shell.options.verbose`
    public Optional<JsonValue> system(String path) {
        return get(SYSTEM + path);
    }

    private Optional<String> systemText(String path) {
        return system(path)
                .flatMap(
                        value ->
                                value instanceof JsonValue.Text(String text)
                                        ? Optional.of(text)
                                        : Optional.empty());
    }

    private Optional<JsonObject> systemObject(String path) {
        return system(path)
                .flatMap(
                        value ->
                                value instanceof JsonObject object
                                        ? Optional.of(object)
                                        : Optional.empty());
    }

    /// The value at a path from the top, such as `attributes.system.duration`.
    public Optional<JsonValue> get(String path) {
        JsonValue at = json;
        for (String name : path.split("\\.", -1)) {
            Optional<JsonValue> next =
                    at instanceof JsonObject object ? object.get(name) : Optional.empty();
            if (next.isEmpty()) {
                return next;
            }
            at = next.get();
        }
        return Optional.of(at);
    }

    /// The same with one value set; what is missing on the way is made.
    ///
    /// @param path from the top
    public Jobspec with(String path, JsonValue value) {
        return new Jobspec(set(json, path.split("\\.", -1), 0, value));
    }

    /// The same with a system attribute set.
    public Jobspec withSystem(String path, JsonValue value) {
        return with(SYSTEM + path, value);
    }

    private static JsonObject set(JsonObject in, String[] path, int depth, JsonValue value) {
        if (depth == path.length - 1) {
            return in.with(path[depth], value);
        }
        JsonObject inner = in.object(path[depth]).orElse(JsonObject.EMPTY);
        return in.with(path[depth], set(inner, path, depth + 1, value));
    }

    /// The same without the environment, as it is kept in the KVS and shown.
    public Jobspec redacted() {
        return json.object("attributes")
                .flatMap(attributes -> attributes.object("system"))
                .filter(system -> system.get("environment").isPresent())
                .map(
                        system ->
                                with(
                                        "attributes.system",
                                        system.toBuilder().remove("environment").build()))
                .orElse(this);
    }
}
