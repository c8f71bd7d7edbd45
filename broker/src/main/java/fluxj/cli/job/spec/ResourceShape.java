package fluxj.cli.job.spec;

import static fluxj.cli.job.spec.JobOption.CORES;
import static fluxj.cli.job.spec.JobOption.CORES_PER_TASK;
import static fluxj.cli.job.spec.JobOption.EXCLUSIVE;
import static fluxj.cli.job.spec.JobOption.GPUS_PER_NODE;
import static fluxj.cli.job.spec.JobOption.GPUS_PER_TASK;
import static fluxj.cli.job.spec.JobOption.NODES;
import static fluxj.cli.job.spec.JobOption.NTASKS;
import static fluxj.cli.job.spec.JobOption.TASKS_PER_CORE;
import static fluxj.cli.job.spec.JobOption.TASKS_PER_NODE;

import fluxj.format.FormatException;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// The resources that a job asks for and how its tasks are counted (RFC 25).
///
/// @param resources the one vertex at the top
/// @param count of tasks: `per_slot` or `total`
/// @param perResource the shell option `per-resource`, if any
record ResourceShape(JsonObject resources, JsonObject count, Optional<JsonObject> perResource) {
    private static final JsonObject ONE_PER_SLOT = JsonObject.of("per_slot", 1);

    /// The shape that the options ask for.
    ///
    /// @throws FormatException when they contradict each other
    static ResourceShape of(OptionValues options) {
        Numbers numbers = Numbers.of(options);
        return numbers.perResource() ? perResource(numbers) : perTask(numbers);
    }

    /// The shape of an instance, in slots.
    ///
    /// @throws FormatException when the options contradict each other
    static ResourceShape ofSlots(OptionValues options) {
        OptionalLong nodes = options.number(NODES);
        long slots = options.number(JobOption.NSLOTS).orElse(0);
        boolean exclusive = options.has(EXCLUSIVE);
        if (slots == 0) {
            if (nodes.orElse(0) == 0) {
                throw new FormatException("Number of slots to allocate must be specified");
            }
            slots = nodes.getAsLong();
            exclusive = true;
        }
        return of(
                new Slots(
                        slots,
                        options.number(JobOption.CORES_PER_SLOT).orElse(1),
                        options.number(JobOption.GPUS_PER_SLOT).orElse(0),
                        nodes,
                        exclusive));
    }

    private record Numbers(
            OptionalLong nodes, boolean exclusive, PerTask task, PerResource resource) {

        private record PerTask(OptionalLong tasks, OptionalLong cores, OptionalLong gpus) {}

        private record PerResource(
                OptionalLong cores,
                OptionalLong tasksPerNode,
                OptionalLong tasksPerCore,
                OptionalLong gpusPerNode) {}

        static Numbers of(OptionValues options) {
            OptionalLong tasks = options.number(NTASKS);
            OptionalLong nodes = options.number(NODES);
            OptionalLong cores = options.number(CORES);
            OptionalLong coresPerTask = options.number(CORES_PER_TASK);
            OptionalLong gpusPerTask = options.number(GPUS_PER_TASK);
            return new Numbers(
                    nodes,
                    options.has(EXCLUSIVE),
                    new PerTask(tasks, coresPerTask, gpusPerTask),
                    new PerResource(
                            cores,
                            options.number(TASKS_PER_NODE),
                            options.number(TASKS_PER_CORE),
                            options.number(GPUS_PER_NODE)));
        }

        boolean perResource() {
            if (resource.tasksPerNode.isPresent() && resource.tasksPerCore.isPresent()) {
                throw new FormatException(
                        "Do not specify both the number of tasks per node and per core");
            }
            atLeastOne(resource.tasksPerNode, "--tasks-per-node must be >= 1");
            atLeastOne(resource.tasksPerCore, "--tasks-per-core must be >= 1");
            if (resource.gpusPerNode.orElse(0) != 0 && nodes.orElse(0) == 0) {
                throw new FormatException("--gpus-per-node requires --nodes");
            }
            boolean perResource =
                    resource.tasksPerNode.isPresent()
                            || resource.tasksPerCore.isPresent()
                            || resource.gpusPerNode.isPresent()
                            || resource.cores.isPresent();
            boolean perTask =
                    task.tasks.isPresent() || task.cores.isPresent() || task.gpus.orElse(0) != 0;
            if (perResource && perTask) {
                throw new FormatException(
                        "Per-resource options can't be used with per-task options."
                                + " (See --help for details)");
            }
            return perResource;
        }
    }

    private static void atLeastOne(OptionalLong number, String otherwise) {
        if (number.isPresent() && number.getAsLong() < 1) {
            throw new FormatException(otherwise);
        }
    }

    private static ResourceShape perTask(Numbers numbers) {
        long tasks = numbers.task.tasks.orElse(0);
        boolean exclusive = numbers.exclusive;
        if (tasks == 0 && numbers.nodes.orElse(0) != 0) {
            tasks = numbers.nodes.getAsLong();
            exclusive = true;
        }
        tasks = tasks == 0 ? 1 : tasks;
        long cores = numbers.task.cores.orElse(0) == 0 ? 1 : numbers.task.cores.getAsLong();
        return of(new Slots(tasks, cores, numbers.task.gpus.orElse(0), numbers.nodes, exclusive));
    }

    private record Slots(
            long count, long cores, long gpus, OptionalLong nodes, boolean exclusive) {}

    private static ResourceShape of(Slots wanted) {
        long tasks = wanted.count();
        long cores = wanted.cores();
        long gpus = wanted.gpus();
        if (tasks < 1) {
            throw new FormatException("task count must be a integer >= 1");
        }
        if (cores < 1) {
            throw new FormatException("cores per task must be an integer >= 1");
        }
        if (gpus < 0) {
            throw new FormatException("gpus per task must be an integer >= 0");
        }
        List<JsonValue> children = children(cores, gpus);
        if (wanted.nodes().isEmpty()) {
            refuseExclusive(wanted.exclusive());
            return new ResourceShape(slot(tasks, children), ONE_PER_SLOT, Optional.empty());
        }
        long nodes = wanted.nodes().getAsLong();
        if (nodes < 1) {
            throw new FormatException("node count must be an integer >= 1 (if set)");
        }
        if (nodes > tasks) {
            throw new FormatException("node count must not be greater than task count");
        }
        // When they do not divide evenly some slots stay without a task.
        JsonObject count = tasks % nodes == 0 ? ONE_PER_SLOT : JsonObject.of("total", tasks);
        long slotsPerNode = Math.ceilDiv(tasks, nodes);
        return new ResourceShape(
                node(nodes, wanted.exclusive(), slot(slotsPerNode, children)),
                count,
                Optional.empty());
    }

    private static void refuseExclusive(boolean exclusive) {
        if (exclusive) {
            throw new FormatException("exclusive can only be set with a node count");
        }
    }

    private static ResourceShape perResource(Numbers numbers) {
        Numbers.PerResource wanted = numbers.resource;
        boolean anyNodes = numbers.nodes.orElse(0) != 0;
        boolean exclusive = numbers.exclusive || (anyNodes && wanted.cores.isEmpty());
        atLeastOne(wanted.cores, "ncores must be an integer >= 1");
        if (wanted.gpusPerNode.orElse(0) < 0) {
            throw new FormatException("gpus_per_node must be an integer >= 0");
        }
        if (wanted.gpusPerNode.isPresent() && !anyNodes) {
            throw new FormatException("gpus_per_node must be specified with nnodes");
        }
        atLeastOne(numbers.nodes, "nnodes must be an integer >= 1");
        if (!anyNodes) {
            refuseExclusive(exclusive);
        }
        long nodes = numbers.nodes.orElse(0);
        long cores = wanted.cores.orElse(0);
        if (nodes == 0 && cores == 0) {
            throw new FormatException("must specify node or core count with per_resource");
        }
        long slots = 1;
        long coresPerSlot = 1;
        if (nodes == 0) {
            slots = cores;
        } else if (cores > 0) {
            if (cores < nodes) {
                throw new FormatException("number of cores cannot be less than nnodes");
            }
            if (cores % nodes != 0) {
                throw new FormatException("number of cores must be evenly divisible by node count");
            }
            coresPerSlot = cores / nodes;
        }
        JsonObject slot = slot(slots, children(coresPerSlot, wanted.gpusPerNode.orElse(0)));
        return new ResourceShape(
                nodes == 0 ? slot : node(nodes, exclusive, slot),
                ONE_PER_SLOT,
                perResource(wanted));
    }

    private static Optional<JsonObject> perResource(Numbers.PerResource wanted) {
        if (wanted.tasksPerNode.isPresent()) {
            return Optional.of(tasksPer("node", wanted.tasksPerNode.getAsLong()));
        }
        if (wanted.tasksPerCore.isPresent()) {
            return Optional.of(tasksPer("core", wanted.tasksPerCore.getAsLong()));
        }
        return Optional.empty();
    }

    private static JsonObject tasksPer(String type, long count) {
        return JsonObject.builder().put("type", type).put("count", count).build();
    }

    private static JsonObject vertex(String type, long count) {
        return JsonObject.builder().put("type", type).put("count", count).build();
    }

    private static List<JsonValue> children(long cores, long gpus) {
        List<JsonValue> children = new ArrayList<>();
        children.add(vertex("core", cores));
        if (gpus > 0) {
            children.add(vertex("gpu", gpus));
        }
        return children;
    }

    private static JsonObject slot(long count, List<JsonValue> children) {
        return vertex("slot", count)
                .with("with", new JsonArray(children))
                .with("label", JsonValue.of("task"));
    }

    private static JsonObject node(long count, boolean exclusive, JsonObject slot) {
        JsonObject.Builder node = vertex("node", count).toBuilder();
        if (exclusive) {
            node.put("exclusive", true);
        }
        return node.put("with", JsonArray.of(slot)).build();
    }
}
