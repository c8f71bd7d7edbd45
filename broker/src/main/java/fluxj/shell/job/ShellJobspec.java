package fluxj.shell.job;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonArray;
import fluxj.json.JsonException;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.json.Key;
import fluxj.json.RecordCodec;
import fluxj.shell.spi.ShellOptions;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a shell reads of a jobspec (RFC 14, RFC 25).
///
/// @param json all of it
/// @param tasks how many, as far as the jobspec says
/// @param slots how many
/// @param slotsPerNode -1 when no nodes were asked for
public record ShellJobspec(
        JsonObject json,
        List<String> command,
        Launch launch,
        int tasks,
        int slots,
        int slotsPerNode,
        boolean nodeExclusive) {

    /// How tasks are started.
    public record Launch(
            Optional<String> cwd, Map<String, String> environment, ShellOptions options) {}

    /// The option `per-resource`: tasks for each resource of a type.
    public record PerResource(String type, Optional<Integer> count) {}

    private record Job(
            int version, JsonArray resources, List<Tasks> tasks, Attributes attributes) {}

    private record Tasks(List<String> command, JsonObject count) {}

    private record Attributes(Optional<Sys> system) {}

    private record Sys(
            Optional<String> cwd,
            Optional<Map<String, String>> environment,
            Optional<Shell> shell) {}

    private record Shell(Optional<JsonObject> options) {}

    private record Resource(
            String type,
            JsonValue count,
            Optional<Boolean> exclusive,
            @Key("with") Optional<JsonArray> below) {}

    /// The slots and nodes that are asked for.
    private static final class Shape {
        private int slots;
        private boolean nodes;
        private boolean exclusive;

        void read(JsonArray resources) {
            for (JsonValue each : resources) {
                if (!(each instanceof JsonObject object)) {
                    throw invalid("Malformed jobspec: resource entry missing or not a list");
                }
                Resource resource = RecordCodec.decode(Resource.class, object);
                switch (resource.type()) {
                    case "slot" -> {
                        if (!(resource.count() instanceof JsonValue.Whole(long count))) {
                            throw invalid("count must be integer for slot resource");
                        }
                        slots = (int) count;
                        return;
                    }
                    case "node" -> {
                        nodes = true;
                        exclusive = resource.exclusive().orElse(false);
                    }
                    default -> {}
                }
                resource.below().ifPresent(this::read);
            }
        }
    }

    /// Reads a jobspec; what it leaves open is looked up in R.
    ///
    /// @throws FluxException EINVAL with a text that says what is wrong
    static ShellJobspec of(JsonObject json, Allotment allotment) {
        Job job;
        Shape shape = new Shape();
        try {
            job = RecordCodec.decode(Job.class, json);
            shape.read(job.resources());
        } catch (JsonException e) {
            throw invalid(String.valueOf(e.getMessage()));
        }
        if (job.tasks().isEmpty()) {
            throw invalid("Malformed jobspec: no tasks");
        }
        Tasks tasks = job.tasks().getFirst();
        int nodes = allotment.nodes().size();
        int slots = allotment.nslots();
        int perNode = shape.nodes ? slots / Math.max(1, nodes) : -1;
        if (slots == 0) {
            perNode = shape.nodes ? shape.slots : -1;
            slots = shape.nodes ? shape.slots * nodes : shape.slots;
        }
        if (slots < 1) {
            throw invalid("Missing slot resource");
        }
        return new ShellJobspec(
                json,
                tasks.command(),
                launch(job.attributes().system()),
                taskCount(tasks.count(), slots),
                slots,
                perNode,
                shape.exclusive);
    }

    private static Launch launch(Optional<Sys> system) {
        return new Launch(
                system.flatMap(Sys::cwd),
                new LinkedHashMap<>(system.flatMap(Sys::environment).orElse(Map.of())),
                new ShellOptions(
                        system.flatMap(Sys::shell)
                                .flatMap(Shell::options)
                                .orElse(JsonObject.EMPTY)));
    }

    private static int taskCount(JsonObject count, int slots) {
        if (count.keys().size() != 1) {
            throw invalid("tasks count must have exactly one key set");
        }
        if (count.whole("total").isPresent()) {
            return count.whole("total").get().intValue();
        }
        long perSlot =
                count.whole("per_slot").orElseThrow(() -> invalid("Unable to parse tasks count"));
        if (perSlot != 1) {
            throw invalid("per_slot count: expected 1 got " + perSlot);
        }
        return slots;
    }

    private static FluxException invalid(String text) {
        return new FluxException(Errno.EINVAL, "error parsing jobspec: " + text);
    }

    public ShellOptions options() {
        return launch.options();
    }

    /// The same with an option set, or without it.
    ShellJobspec withOption(String name, Optional<JsonValue> value) {
        JsonObject now = options().values();
        JsonObject then =
                value.map(given -> now.with(name, given))
                        .orElseGet(() -> now.toBuilder().remove(name).build());
        return new ShellJobspec(
                json,
                command,
                new Launch(launch.cwd(), launch.environment(), new ShellOptions(then)),
                tasks,
                slots,
                slotsPerNode,
                nodeExclusive);
    }

    /// Tasks for each resource, when that was asked for.
    public Optional<PerResource> perResource() {
        Optional<PerResource> wanted = options().group("per-resource", PerResource.class);
        if (wanted.isPresent() && wanted.get().count().orElse(1) <= 0) {
            throw invalid("per-resource.count must be > 0");
        }
        return wanted;
    }

    /// `attributes.system` and below it: what a plugin of flux-core's would act upon.
    public Optional<JsonValue> systemAttribute(String name) {
        return json.object("attributes")
                .flatMap(attributes -> attributes.object("system"))
                .flatMap(system -> system.get(name));
    }
}
