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
import java.util.List;

/// What the compute nodes do: mounting, unmounting, and containers on the rabbits beside them.
final class MountWork {
    private record Place(SimDirective directive, String host) {}

    private final SimContext context;
    private final WorkflowChildren children;

    MountWork(SimContext context, WorkflowChildren children) {
        this.context = context;
        this.children = children;
    }

    /// Mounts the job's file systems on its nodes.
    ///
    /// @param finish false to begin only
    Promise<StateProgress> mount(SimWorkflow workflow, boolean finish) {
        return children.find(Kind.COMPUTES, workflow.objectName())
                .flatMap(
                        computes -> {
                            List<Place> places = new ArrayList<>();
                            for (SimDirective directive : mounted(workflow)) {
                                for (String host : hosts(computes.orElse(JsonObject.EMPTY))) {
                                    places.add(new Place(directive, host));
                                }
                            }
                            return mountAll(workflow, places, finish);
                        })
                .flatMap(progress -> startContainers(workflow).map(_ -> progress))
                .map(
                        progress ->
                                progress instanceof StateProgress.Done
                                        ? new StateProgress.Done(variables(workflow))
                                        : progress);
    }

    private static List<String> hosts(JsonObject computes) {
        List<String> hosts = new ArrayList<>();
        for (JsonValue each : computes.array("data").orElse(JsonArray.EMPTY)) {
            if (each instanceof JsonObject node) {
                node.text("name").ifPresent(hosts::add);
            }
        }
        return hosts;
    }

    private Promise<StateProgress> mountAll(
            SimWorkflow workflow, List<Place> places, boolean finish) {
        List<StateProgress> all = new ArrayList<>();
        return BoundedWork.run(places, place -> mount(workflow, place, finish).map(all::add))
                .map(_ -> StateProgress.worst(all));
    }

    private Promise<StateProgress> mount(SimWorkflow workflow, Place place, boolean finish) {
        JsonObject mount = ChildObjects.clientMount(workflow, place.directive(), place.host());
        boolean done =
                finish
                        && !context.faults().offline(place.host())
                        && !context.faults().hit(What.MOUNT, workflow.name(), place.host());
        return children.ensureAnywhere(Kind.CLIENT_MOUNT, mount)
                .flatMap(
                        there ->
                                isMounted(there) && !done
                                        ? Promise.of(there)
                                        : children.setStatus(
                                                Kind.CLIENT_MOUNT,
                                                WorkflowChildren.nameOf(mount),
                                                ChildObjects.mountStatus(done, done)))
                .map(_ -> StateProgress.of(done));
    }

    private static List<SimDirective> mounted(SimWorkflow workflow) {
        return workflow.directives().stream().filter(SimDirective::isMounted).toList();
    }

    /// What says where the file systems are.
    static JsonObject variables(SimWorkflow workflow) {
        JsonObject.Builder variables = JsonObject.builder();
        for (SimDirective each : mounted(workflow)) {
            variables.put(each.variable(), ChildObjects.mountPath(workflow, each));
        }
        return JsonObject.of("env", variables.build());
    }

    private Promise<Empty> startContainers(SimWorkflow workflow) {
        List<SimDirective> containers =
                workflow.directives().stream().filter(each -> each.is("container")).toList();
        return BoundedWork.run(
                containers,
                each -> {
                    JsonObject pod = ChildObjects.pod(workflow, each);
                    return children.ensure(Kind.POD, pod)
                            .flatMap(_ -> podPhase(WorkflowChildren.nameOf(pod), "Running"));
                });
    }

    private Promise<JsonObject> podPhase(ObjectName pod, String phase) {
        return children.setStatus(Kind.POD, pod, JsonObject.of("phase", phase));
    }

    private static boolean isMounted(JsonObject mount) {
        for (JsonValue each :
                WorkflowChildren.status(mount).array("mounts").orElse(JsonArray.EMPTY)) {
            if (each instanceof JsonObject state
                    && state.text("state").orElse("").equals("mounted")) {
                return true;
            }
        }
        return false;
    }

    /// Unmounts the job's file systems; nodes that are given up are not waited for.
    ///
    /// @param finish false to begin only
    Promise<StateProgress> unmount(SimWorkflow workflow, boolean finish) {
        List<StateProgress> all = new ArrayList<>();
        return children.of(Kind.CLIENT_MOUNT, workflow)
                .flatMap(
                        mounts ->
                                BoundedWork.run(
                                        mounts,
                                        each -> unmount(workflow, each, finish).map(all::add)))
                .flatMap(_ -> children.of(Kind.POD, workflow))
                .flatMap(
                        pods ->
                                BoundedWork.run(
                                        pods,
                                        pod -> podPhase(WorkflowChildren.nameOf(pod), "Succeeded")))
                .map(_ -> StateProgress.worst(all));
    }

    private Promise<StateProgress> unmount(SimWorkflow workflow, JsonObject mount, boolean finish) {
        ObjectName name = WorkflowChildren.nameOf(mount);
        String host = WorkflowChildren.spec(mount).text("node").orElse(name.namespace());
        boolean hangs =
                isMounted(mount)
                        && (!finish || context.faults().hit(What.UNMOUNT, workflow.name(), host));
        return children.setSpec(Kind.CLIENT_MOUNT, name, JsonObject.of("desiredState", "unmounted"))
                .flatMap(
                        _ ->
                                children.setStatus(
                                        Kind.CLIENT_MOUNT,
                                        name,
                                        ChildObjects.mountStatus(hangs, !hangs)))
                .map(_ -> StateProgress.of(!hangs || (finish && context.isGivenUp(host))));
    }
}
