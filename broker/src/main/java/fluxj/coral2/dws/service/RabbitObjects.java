package fluxj.coral2.dws.service;

import fluxj.coral2.dws.kubernetes.Kind;
import fluxj.coral2.dws.kubernetes.Kubernetes;
import fluxj.coral2.dws.kubernetes.ObjectName;
import fluxj.coral2.dws.kubernetes.Selection;
import fluxj.coral2.dws.rabbits.Breakdown;
import fluxj.coral2.dws.service.workflow.InTurn;
import fluxj.coral2.dws.service.workflow.RabbitJob;
import fluxj.coral2.dws.service.workflow.WorkflowState;
import fluxj.coral2.dws.service.workflow.WorkflowView;
import fluxj.format.Hostlist;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// What hangs on a workflow: the objects that the controllers make for it (spec coral2 4.4).
final class RabbitObjects {
    private static final String LABEL = Kind.DWS + "/workflow.name=";
    private static final String NAMESPACE_LABEL = "," + Kind.DWS + "/workflow.namespace=default";
    private static final String ON_COMPUTES = "-computes";

    private final DwsHost host;
    private final Patience patience;

    RabbitObjects(DwsHost host, Patience patience) {
        this.host = host;
        this.patience = patience;
    }

    private Kubernetes kubernetes() {
        return host.kubernetes();
    }

    /// A job's workflow.
    Promise<WorkflowView> workflow(RabbitJob job) {
        return get(Kind.WORKFLOW, WorkflowView.of(job.id())).map(WorkflowView::new);
    }

    /// Changes a job's workflow.
    Promise<WorkflowView> change(RabbitJob job, JsonObject patch) {
        return merge(Kind.WORKFLOW, WorkflowView.of(job.id()), patch).map(WorkflowView::new);
    }

    /// Wants a job's workflow to go on to a state.
    Promise<WorkflowView> move(RabbitJob job, WorkflowState state) {
        JsonObject spec = JsonObject.of("desiredState", state.toString());
        return change(job, JsonObject.of("spec", spec))
                .map(
                        workflow -> {
                            job.setDesired(state);
                            return workflow;
                        });
    }

    Promise<JsonObject> get(Kind kind, ObjectName name) {
        return patience.ask(() -> kubernetes().get(kind, name));
    }

    Promise<JsonObject> create(Kind kind, JsonObject object) {
        return patience.ask(() -> kubernetes().create(kind, object));
    }

    Promise<JsonObject> merge(Kind kind, ObjectName name, JsonObject patch) {
        return patience.ask(() -> kubernetes().merge(kind, name, patch));
    }

    /// What became of a workflow's directives, in their order.
    Promise<List<Breakdown>> breakdowns(WorkflowView workflow) {
        List<Breakdown> breakdowns = new ArrayList<>();
        return InTurn.each(
                        workflow.breakdowns(),
                        name ->
                                get(Kind.DIRECTIVE_BREAKDOWN, name)
                                        .map(object -> breakdowns.add(Breakdown.of(object))))
                .map(_ -> breakdowns);
    }

    /// The compute nodes of a job whose mounts are not all in that state.
    Promise<Hostlist> nodesNot(RabbitJob job, String state) {
        return listed(job, Kind.CLIENT_MOUNT)
                .map(
                        mounts -> {
                            Hostlist.Builder nodes = Hostlist.builder();
                            mounts.forEach(
                                    mount -> nodeNot(job, mount, state).ifPresent(nodes::add));
                            return nodes.build().uniq();
                        });
    }

    private Optional<String> nodeNot(RabbitJob job, JsonObject mount, String state) {
        Optional<String> node = mount.object("spec").flatMap(spec -> spec.text("node"));
        if (node.isEmpty()) {
            // There is no telling which node it is about.
            host.warn(unexpected(job, Kind.CLIENT_MOUNT) + "'.spec.node'");
            return node;
        }
        String name =
                mount.object("metadata").flatMap(metadata -> metadata.text("name")).orElse("");
        Optional<JsonArray> mounts =
                mount.object("status").flatMap(status -> status.array("mounts"));
        if (name.isEmpty() || mounts.isEmpty()) {
            host.warn(unexpected(job, Kind.CLIENT_MOUNT) + "expected field");
            return node;
        }
        return name.endsWith(ON_COMPUTES) && !all(mounts.get(), each -> isReady(each, state))
                ? node
                : Optional.empty();
    }

    private static boolean isReady(JsonObject mount, String state) {
        return mount.text("state").filter(state::equals).isPresent()
                && mount.bool("ready").orElse(false);
    }

    private static boolean all(JsonArray items, Predicate<JsonObject> test) {
        return items.items().stream()
                .allMatch(item -> item instanceof JsonObject object && test.test(object));
    }

    /// The rabbits of a job on which there is an allocation of that kind.
    Promise<Set<String>> rabbitsWith(RabbitJob job, Predicate<JsonObject> allocation) {
        return listed(job, Kind.SERVERS)
                .map(
                        servers -> {
                            Set<String> rabbits = new LinkedHashSet<>();
                            servers.forEach(each -> addRabbits(each, allocation, rabbits));
                            return rabbits;
                        });
    }

    /// The rabbits of a job that do not say that its storage is made, be it that they say nothing.
    Promise<Set<String>> rabbitsNotReady(RabbitJob job) {
        return listed(job, Kind.SERVERS)
                .map(
                        servers -> {
                            Set<String> rabbits = new LinkedHashSet<>();
                            servers.forEach(each -> addNotReady(each, rabbits));
                            return rabbits;
                        });
    }

    private static void addNotReady(JsonObject servers, Set<String> rabbits) {
        Set<String> heard = new LinkedHashSet<>();
        addRabbits(servers, _ -> true, heard);
        JsonObject spec = servers.object("spec").orElse(JsonObject.EMPTY);
        for (JsonObject set : objects(spec, "allocationSets")) {
            for (JsonObject part : objects(set, "storage")) {
                part.text("name").filter(name -> !heard.contains(name)).ifPresent(rabbits::add);
            }
        }
        addRabbits(servers, allocation -> !allocation.bool("ready").orElse(false), rabbits);
    }

    private static void addRabbits(
            JsonObject servers, Predicate<JsonObject> allocation, Set<String> rabbits) {
        JsonArray sets =
                servers.object("status")
                        .flatMap(status -> status.array("allocationSets"))
                        .orElse(JsonArray.EMPTY);
        for (JsonValue set : sets) {
            if (!(set instanceof JsonObject object)) {
                continue;
            }
            object.object("storage")
                    .orElse(JsonObject.EMPTY)
                    .members()
                    .forEach(
                            (rabbit, value) -> {
                                if (value instanceof JsonObject info && allocation.test(info)) {
                                    rabbits.add(rabbit);
                                }
                            });
        }
    }

    /// What was copied for a job, so many at most, what failed first.
    Promise<JsonArray> movements(RabbitJob job, int limit) {
        Selection which = new Selection("", labels(job) + NAMESPACE_LABEL, limit);
        return listed(job, Kind.DATA_MOVEMENT, () -> kubernetes().list(Kind.DATA_MOVEMENT, which))
                .map(
                        objects -> {
                            List<JsonValue> first = new ArrayList<>();
                            objects.stream().filter(RabbitObjects::hasFailed).forEach(first::add);
                            objects.stream().filter(each -> !hasFailed(each)).forEach(first::add);
                            return new JsonArray(first.subList(0, Math.min(limit, first.size())));
                        });
    }

    private static boolean hasFailed(JsonObject movement) {
        return movement.object("status")
                .flatMap(status -> status.text("status"))
                .filter("Failed"::equals)
                .isPresent();
    }

    /// What the first container of a job has printed, when it has one.
    Promise<Optional<String>> containerLog(RabbitJob job) {
        Selection which = new Selection(ObjectName.DEFAULT, labels(job) + NAMESPACE_LABEL, 1);
        return kubernetes()
                .list(Kind.POD, which)
                .flatMap(
                        list ->
                                objects(list).stream()
                                        .findFirst()
                                        .flatMap(pod -> pod.object("metadata"))
                                        .flatMap(metadata -> metadata.text("name"))
                                        .map(name -> kubernetes().log(ObjectName.of(name)))
                                        .map(log -> log.map(Optional::of))
                                        .orElse(Promise.of(Optional.empty())));
    }

    private Promise<List<JsonObject>> listed(RabbitJob job, Kind kind) {
        return listed(job, kind, () -> kubernetes().list(kind, Selection.labelled(labels(job))));
    }

    /// What cannot be listed is told in the log, and is none.
    private Promise<List<JsonObject>> listed(
            RabbitJob job, Kind kind, Supplier<Promise<JsonObject>> request) {
        Deferred<List<JsonObject>> result = new Deferred<>();
        patience.ask(request)
                .then(
                        list -> result.complete(objects(list)),
                        error -> {
                            host.warn(
                                    "Failed to fetch "
                                            + kind.plural()
                                            + " crds for workflow '"
                                            + WorkflowView.nameOf(job.id())
                                            + "': "
                                            + error.getMessage());
                            result.complete(List.of());
                        });
        return result;
    }

    private static List<JsonObject> objects(JsonObject list) {
        return objects(list, "items");
    }

    private static List<JsonObject> objects(JsonObject whole, String member) {
        List<JsonObject> objects = new ArrayList<>();
        for (JsonValue item : whole.array(member).orElse(JsonArray.EMPTY)) {
            if (item instanceof JsonObject object) {
                objects.add(object);
            }
        }
        return objects;
    }

    private static String labels(RabbitJob job) {
        return LABEL + WorkflowView.nameOf(job.id());
    }

    private static String unexpected(RabbitJob job, Kind kind) {
        return kind.plural()
                + " resource found for workflow "
                + WorkflowView.nameOf(job.id())
                + " without ";
    }
}
