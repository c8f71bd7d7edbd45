package fluxj.coral2.dws.sim;

import fluxj.coral2.dws.kubernetes.Kind;
import fluxj.coral2.dws.kubernetes.ObjectName;
import fluxj.coral2.dws.sim.Fault.What;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Moving data into file systems before a job and out of them after it.
final class MovementWork {
    private static final String FINISHED = "Finished";

    private final SimContext context;
    private final WorkflowChildren children;

    MovementWork(SimContext context, WorkflowChildren children) {
        this.context = context;
        this.children = children;
    }

    /// Does what the directives of a command say.
    ///
    /// @param finish false to begin only
    Promise<StateProgress> move(SimWorkflow workflow, String command, boolean finish) {
        List<SimDirective> directives =
                workflow.directives().stream().filter(each -> each.is(command)).toList();
        List<StateProgress> all = new ArrayList<>();
        return BoundedWork.run(directives, each -> move(workflow, each, finish).map(all::add))
                .map(_ -> StateProgress.worst(all));
    }

    private Promise<StateProgress> move(
            SimWorkflow workflow, SimDirective directive, boolean finish) {
        return namespaces(workflow, directive)
                .flatMap(
                        places -> {
                            List<StateProgress> all = new ArrayList<>();
                            List<JsonObject> movements = new ArrayList<>();
                            for (String place : places) {
                                movements.add(ChildObjects.movement(workflow, directive, place, 0));
                            }
                            return BoundedWork.run(
                                            movements,
                                            each ->
                                                    move(workflow, directive, each, finish)
                                                            .map(all::add))
                                    .map(_ -> StateProgress.worst(all));
                        });
    }

    /// The rabbits of the file system that a directive names, each of which moves its own part;
    /// data of a file system across rabbits are moved in one piece.
    private Promise<List<String>> namespaces(SimWorkflow workflow, SimDirective directive) {
        String ends = directive.argument("source") + " " + directive.argument("destination");
        Optional<SimDirective> storage =
                workflow.directives().stream()
                        .filter(each -> each.isMounted() && ends.contains("$" + each.variable()))
                        .filter(each -> !each.argument("type").equals("lustre"))
                        .findFirst();
        if (storage.isEmpty()) {
            return Promise.of(List.of(SimLayout.MOVEMENT_NAMESPACE));
        }
        ObjectName servers =
                new ObjectName(
                        workflow.namespace(), ChildObjects.serversName(workflow, storage.get()));
        return children.find(Kind.SERVERS, servers)
                .map(found -> found.map(MovementWork::rabbits).orElse(List.of()))
                .map(
                        rabbits ->
                                rabbits.isEmpty()
                                        ? List.of(SimLayout.MOVEMENT_NAMESPACE)
                                        : rabbits);
    }

    private static List<String> rabbits(JsonObject servers) {
        Set<String> rabbits = new LinkedHashSet<>();
        for (JsonValue set :
                WorkflowChildren.spec(servers).array("allocationSets").orElse(JsonArray.EMPTY)) {
            for (JsonValue part : ((JsonObject) set).array("storage").orElse(JsonArray.EMPTY)) {
                ((JsonObject) part).text("name").ifPresent(rabbits::add);
            }
        }
        return List.copyOf(rabbits);
    }

    private Promise<StateProgress> move(
            SimWorkflow workflow, SimDirective directive, JsonObject movement, boolean finish) {
        return children.ensureAnywhere(Kind.DATA_MOVEMENT, movement)
                .flatMap(there -> moved(workflow, directive, there, finish));
    }

    private Promise<StateProgress> moved(
            SimWorkflow workflow, SimDirective directive, JsonObject there, boolean finish) {
        JsonObject before = WorkflowChildren.status(there);
        if (before.text("state").orElse("").equals(FINISHED)) {
            return Promise.of(verdict(directive, before));
        }
        Optional<Fault> fault =
                context.faults().about(What.MOVEMENT, workflow.name(), workflow.state());
        String outcome = fault.map(each -> each.word("outcome", "hang")).orElse("Success");
        JsonObject.Builder status = before.toBuilder();
        if (before.get("startTime").isEmpty()) {
            status.put("startTime", context.now());
        }
        if (finish && !outcome.equals("hang")) {
            status.put("state", FINISHED).put("status", outcome).put("endTime", context.now());
            fault.ifPresent(each -> status.put("message", each.word("message", outcome)));
        } else {
            status.put("state", "Running");
        }
        JsonObject after = status.build();
        return children.setStatus(Kind.DATA_MOVEMENT, WorkflowChildren.nameOf(there), after)
                .map(_ -> verdict(directive, after));
    }

    private static StateProgress verdict(SimDirective directive, JsonObject status) {
        if (!status.text("state").orElse("").equals(FINISHED)) {
            return StateProgress.WAITING;
        }
        return status.text("status").orElse("").equals("Success")
                ? StateProgress.DONE
                : StateProgress.failed(
                        directive,
                        "User error: data movement operation failed: "
                                + status.text("message").orElse(""));
    }

    /// Stops what moves.
    Promise<Empty> cancel(SimWorkflow workflow) {
        return children.of(Kind.DATA_MOVEMENT, workflow)
                .flatMap(movements -> BoundedWork.run(movements, this::cancel));
    }

    private Promise<JsonObject> cancel(JsonObject movement) {
        if (WorkflowChildren.status(movement).text("state").orElse("").equals(FINISHED)) {
            return Promise.of(movement);
        }
        ObjectName name = WorkflowChildren.nameOf(movement);
        JsonObject cancelled =
                JsonObject.builder()
                        .put("state", FINISHED)
                        .put("status", "Cancelled")
                        .put("endTime", context.now())
                        .build();
        return children.setSpec(
                        Kind.DATA_MOVEMENT, name, JsonObject.builder().put("cancel", true).build())
                .flatMap(_ -> children.setStatus(Kind.DATA_MOVEMENT, name, cancelled));
    }
}
