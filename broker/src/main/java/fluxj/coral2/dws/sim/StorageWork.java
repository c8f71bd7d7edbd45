package fluxj.coral2.dws.sim;

import fluxj.coral2.dws.kubernetes.Kind;
import fluxj.coral2.dws.kubernetes.ObjectName;
import fluxj.coral2.dws.sim.Fault.What;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Storage from its breakdown in Proposal to its end in Teardown.
final class StorageWork {
    private final SimContext context;
    private final WorkflowChildren children;

    StorageWork(SimContext context, WorkflowChildren children) {
        this.context = context;
        this.children = children;
    }

    /// Breaks the directives down.
    Promise<StateProgress> propose(SimWorkflow workflow) {
        List<SimDirective> directives =
                workflow.directives().stream().filter(SimDirective::hasBreakdown).toList();
        List<StateProgress> failures = new ArrayList<>();
        return children.ensure(Kind.COMPUTES, ChildObjects.computes(workflow))
                .flatMap(
                        _ ->
                                BoundedWork.run(
                                        directives,
                                        each -> breakDown(workflow, each).map(failures::add)))
                .flatMap(_ -> makeToken(workflow))
                .map(
                        token ->
                                StateProgress.worst(failures) instanceof StateProgress.Failed failed
                                        ? failed
                                        : new StateProgress.Done(
                                                proposed(workflow, directives, token)));
    }

    private static JsonObject proposed(
            SimWorkflow workflow, List<SimDirective> directives, boolean token) {
        List<JsonValue> breakdowns = new ArrayList<>();
        for (SimDirective each : directives) {
            String name = ChildObjects.indexed(workflow, each);
            breakdowns.add(
                    ChildObjects.reference("DirectiveBreakdown", workflow.namespace(), name));
        }
        JsonObject.Builder status =
                JsonObject.builder()
                        .put(
                                "computes",
                                ChildObjects.reference(
                                        "Computes", workflow.namespace(), workflow.name()));
        if (!breakdowns.isEmpty()) {
            status.put("directiveBreakdowns", new JsonArray(breakdowns));
        }
        if (token) {
            status.put(
                    "workflowToken",
                    JsonObject.builder()
                            .put("secretName", workflow.name())
                            .put("secretNamespace", workflow.namespace())
                            .build());
        }
        return status.build();
    }

    private Promise<Boolean> makeToken(SimWorkflow workflow) {
        if (workflow.directives().stream().allMatch(each -> each.argument("requires").isEmpty())) {
            return Promise.of(false);
        }
        byte[] token =
                Long.toHexString(context.random().nextLong()).getBytes(StandardCharsets.UTF_8);
        String text = Base64.getEncoder().encodeToString(token);
        return children.ensure(Kind.SECRET, ChildObjects.token(workflow, text)).map(_ -> true);
    }

    private Promise<StateProgress> breakDown(SimWorkflow workflow, SimDirective directive) {
        if (directive.is("persistentdw")) {
            ObjectName storage = new ObjectName(workflow.namespace(), directive.argument("name"));
            return children.find(Kind.PERSISTENT_STORAGE, storage)
                    .flatMap(
                            found ->
                                    found.isPresent()
                                            ? makeBreakdown(workflow, directive)
                                            : Promise.of(
                                                    StateProgress.failed(
                                                            directive,
                                                            "User error: could not find persistent"
                                                                    + " storage instance '"
                                                                    + storage.name()
                                                                    + "'")));
        }
        JsonObject servers = ChildObjects.servers(workflow, directive);
        return makePersistent(workflow, directive)
                .flatMap(_ -> children.ensure(Kind.SERVERS, servers))
                .flatMap(
                        there ->
                                WorkflowChildren.status(there).get("ready").isPresent()
                                        ? Promise.of(there)
                                        : children.setStatus(
                                                Kind.SERVERS,
                                                WorkflowChildren.nameOf(servers),
                                                JsonObject.builder().put("ready", false).build()))
                .flatMap(_ -> makeBreakdown(workflow, directive));
    }

    private Promise<Empty> makePersistent(SimWorkflow workflow, SimDirective directive) {
        if (!directive.is("create_persistent")) {
            return Promise.of(Empty.EMPTY);
        }
        JsonObject storage = ChildObjects.persistent(workflow, directive);
        return children.ensure(Kind.PERSISTENT_STORAGE, storage)
                .flatMap(
                        there ->
                                WorkflowChildren.status(there).get("state").isPresent()
                                        ? Promise.of(there)
                                        : persistentState(workflow, directive, "Creating"))
                .map(_ -> Empty.EMPTY);
    }

    private Promise<JsonObject> persistentState(
            SimWorkflow workflow, SimDirective directive, String state) {
        String name = directive.argument("name");
        return children.setStatus(
                Kind.PERSISTENT_STORAGE,
                new ObjectName(workflow.namespace(), name),
                JsonObject.builder()
                        .put("state", state)
                        .put(
                                "servers",
                                ChildObjects.reference("Servers", workflow.namespace(), name))
                        .build());
    }

    private Promise<StateProgress> makeBreakdown(SimWorkflow workflow, SimDirective directive) {
        JsonObject breakdown = ChildObjects.breakdown(workflow, directive);
        return children.ensure(Kind.DIRECTIVE_BREAKDOWN, breakdown)
                .flatMap(
                        _ ->
                                children.setStatus(
                                        Kind.DIRECTIVE_BREAKDOWN,
                                        WorkflowChildren.nameOf(breakdown),
                                        ChildObjects.breakdownStatus(workflow, directive)))
                .map(_ -> StateProgress.DONE);
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
                                        .map(sets -> allocated(workflow, directive, name, sets))
                                        .orElse(Promise.of(StateProgress.WAITING)));
    }

    private Promise<StateProgress> allocated(
            SimWorkflow workflow, SimDirective directive, ObjectName name, JsonArray sets) {
        List<JsonValue> statuses = new ArrayList<>();
        boolean allReady = true;
        for (JsonValue item : sets) {
            JsonObject set = (JsonObject) item;
            long size = set.whole("allocationSize").orElse(0L);
            JsonObject.Builder storage = JsonObject.builder();
            for (JsonValue each : set.array("storage").orElse(JsonArray.EMPTY)) {
                JsonObject part = (JsonObject) each;
                String rabbit = part.text("name").orElse("");
                boolean ready = !context.faults().hit(What.ALLOCATION, workflow.name(), rabbit);
                allReady &= ready;
                long bytes = ready ? size * part.whole("allocationCount").orElse(0L) : 0;
                storage.put(
                        rabbit,
                        JsonObject.builder()
                                .put("allocationSize", bytes)
                                .put("ready", ready)
                                .build());
            }
            statuses.add(
                    JsonObject.builder()
                            .put("label", set.text("label").orElse(""))
                            .put("storage", storage.build())
                            .build());
        }
        boolean done = allReady;
        JsonObject status =
                JsonObject.builder()
                        .put("ready", done)
                        .put("allocationSets", new JsonArray(statuses))
                        .build();
        return children.setStatus(Kind.SERVERS, name, status)
                .flatMap(
                        _ ->
                                done && directive.is("create_persistent")
                                        ? persistentState(workflow, directive, "Active")
                                        : Promise.of(status))
                .map(_ -> StateProgress.of(done));
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
            if (!held.isEmpty()) {
                JsonObject.Builder storage = JsonObject.builder();
                held.forEach(storage::put);
                left.add(set.with("storage", storage.build()));
            }
        }
        ObjectName name = WorkflowChildren.nameOf(servers);
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
