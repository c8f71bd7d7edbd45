package fluxj.coral2.dws.sim;

import fluxj.coral2.dws.kubernetes.Kind;
import fluxj.coral2.dws.kubernetes.ObjectName;
import fluxj.coral2.dws.sim.Fault.What;
import fluxj.coral2.dws.sim.allocation.AllocationSet;
import fluxj.coral2.dws.sim.allocation.BreakdownPart;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Storage from its allocation in Setup to its end in Teardown.
final class StorageWork {
    private final SimContext context;
    private final WorkflowChildren children;

    StorageWork(SimContext context, WorkflowChildren children) {
        this.context = context;
        this.children = children;
    }

    /// Makes the allocations that the scheduler has asked for.
    Promise<StateProgress> allocate(SimWorkflow workflow) {
        List<SimDirective> directives =
                workflow.directives().stream().filter(SimDirective::makesStorage).toList();
        List<StateProgress> all = new ArrayList<>();
        return BoundedWork.run(directives, each -> allocate(workflow, each).map(all::add))
                .map(_ -> StateProgress.worst(all));
    }

    private Promise<StateProgress> allocate(SimWorkflow workflow, SimDirective directive) {
        ObjectName name =
                new ObjectName(workflow.namespace(), ChildObjects.serversName(workflow, directive));
        return children.find(Kind.SERVERS, name)
                .flatMap(
                        servers ->
                                servers.flatMap(
                                                found ->
                                                        WorkflowChildren.spec(found)
                                                                .array("allocationSets"))
                                        .map(sets -> checked(workflow, directive, name, sets))
                                        .orElse(Promise.of(StateProgress.WAITING)));
    }

    private Promise<StateProgress> checked(
            SimWorkflow workflow, SimDirective directive, ObjectName name, JsonArray specified) {
        List<AllocationSet> sets = AllocationSet.of(specified);
        Optional<String> refusal = BreakdownPart.refusal(directive.parts(), sets);
        if (refusal.isPresent()) {
            return Promise.of(StateProgress.failed(directive, refusal.get()));
        }
        Map<String, Long> sizes = AllocationSet.bytes(sets);
        List<Optional<JsonObject>> rabbits = new ArrayList<>();
        return BoundedWork.run(
                        List.copyOf(sizes.keySet()),
                        rabbit ->
                                children.find(Kind.STORAGE, ObjectName.of(rabbit))
                                        .map(rabbits::add))
                .flatMap(
                        _ ->
                                rabbits.stream().allMatch(Optional::isPresent)
                                        ? allocated(workflow, directive, name, sets)
                                        : Promise.of(
                                                StateProgress.failed(
                                                        directive,
                                                        "Internal error: storage directive"
                                                                + " requirements were not"
                                                                + " satisfied")));
    }

    private Promise<StateProgress> allocated(
            SimWorkflow workflow,
            SimDirective directive,
            ObjectName name,
            List<AllocationSet> sets) {
        Map<String, Long> sizes = AllocationSet.bytes(sets);
        Set<String> ready = new HashSet<>();
        Optional<String> full = Optional.empty();
        for (Map.Entry<String, Long> each : sizes.entrySet()) {
            String rabbit = each.getKey();
            if (context.faults().hit(What.ALLOCATION, workflow.name(), rabbit)) {
                continue;
            }
            if (context.space().take(name, rabbit, each.getValue())) {
                ready.add(rabbit);
            } else {
                full = full.or(() -> Optional.of(rabbit));
            }
        }
        StateProgress progress =
                full.map(
                                rabbit ->
                                        StateProgress.failed(
                                                directive,
                                                "WLM error: "
                                                        + rabbit
                                                        + ": insufficient capacity available"))
                        .orElse(StateProgress.of(ready.size() == sizes.size()));
        boolean done = progress instanceof StateProgress.Done;
        List<JsonValue> statuses = new ArrayList<>();
        sets.forEach(set -> statuses.add(set.status(ready)));
        JsonObject status =
                JsonObject.builder()
                        .put("ready", done)
                        .put("allocationSets", new JsonArray(statuses))
                        .build();
        return children.setStatus(Kind.SERVERS, name, status)
                .flatMap(
                        servers ->
                                done && directive.is("create_persistent")
                                        ? children.setStatus(
                                                Kind.PERSISTENT_STORAGE,
                                                name,
                                                ChildObjects.persistentStatus(
                                                        workflow, directive, "Active"))
                                        : Promise.of(servers))
                .map(_ -> progress);
    }

    /// Frees the allocations that are the job's own, and what a directive destroys.
    Promise<StateProgress> free(SimWorkflow workflow) {
        List<SimDirective> destroyed =
                workflow.directives().stream()
                        .filter(each -> each.is("destroy_persistent"))
                        .toList();
        return children.of(Kind.SERVERS, workflow)
                .flatMap(
                        servers -> {
                            List<StateProgress> all = new ArrayList<>();
                            return BoundedWork.run(
                                            servers, each -> free(workflow, each).map(all::add))
                                    .map(_ -> StateProgress.worst(all));
                        })
                .flatMap(
                        progress ->
                                BoundedWork.run(destroyed, each -> destroy(workflow, each))
                                        .map(_ -> progress));
    }

    private Promise<StateProgress> free(SimWorkflow workflow, JsonObject servers) {
        List<JsonValue> left = new ArrayList<>();
        Set<String> stuck = new HashSet<>();
        Optional<JsonArray> sets = WorkflowChildren.status(servers).array("allocationSets");
        for (JsonValue item : sets.orElse(JsonArray.EMPTY)) {
            JsonObject set = (JsonObject) item;
            Map<String, JsonValue> held = new LinkedHashMap<>();
            set.object("storage")
                    .orElse(JsonObject.EMPTY)
                    .members()
                    .forEach(
                            (rabbit, part) -> {
                                if (context.faults()
                                        .hit(What.DEALLOCATION, workflow.name(), rabbit)) {
                                    held.put(rabbit, part);
                                }
                            });
            stuck.addAll(held.keySet());
            if (!held.isEmpty()) {
                JsonObject.Builder storage = JsonObject.builder();
                held.forEach(storage::put);
                left.add(set.with("storage", storage.build()));
            }
        }
        ObjectName name = WorkflowChildren.nameOf(servers);
        context.space().release(name, stuck);
        if (left.isEmpty()) {
            return children.remove(Kind.SERVERS, name).map(_ -> StateProgress.DONE);
        }
        JsonObject status =
                JsonObject.builder()
                        .put("ready", false)
                        .put("allocationSets", new JsonArray(left))
                        .build();
        return children.setStatus(Kind.SERVERS, name, status).map(_ -> StateProgress.WAITING);
    }

    private Promise<Empty> destroy(SimWorkflow workflow, SimDirective directive) {
        ObjectName name = new ObjectName(workflow.namespace(), directive.argument("name"));
        return children.remove(Kind.SERVERS, name)
                .flatMap(_ -> children.remove(Kind.PERSISTENT_STORAGE, name));
    }
}
