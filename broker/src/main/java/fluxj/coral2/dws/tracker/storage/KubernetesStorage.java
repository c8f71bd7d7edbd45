package fluxj.coral2.dws.tracker.storage;

import fluxj.coral2.dws.kubernetes.Kind;
import fluxj.coral2.dws.kubernetes.Kubernetes;
import fluxj.coral2.dws.kubernetes.ObjectName;
import fluxj.coral2.dws.kubernetes.Selection;
import fluxj.coral2.dws.tracker.storage.RabbitStorage.Seen;
import fluxj.coral2.dws.tracker.storage.RabbitStorage.Unseen;
import fluxj.errors.Errno;
import fluxj.format.Hostlist;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Asks Kubernetes for what it knows of file systems, a request a kind.
public final class KubernetesStorage {
    private static final String NAME = Kind.DWS + "/workflow.name";
    private static final String NAMESPACE = Kind.DWS + "/workflow.namespace";
    private static final List<Errno> ABSENT = List.of(Errno.ENOENT, Errno.EOPNOTSUPP);

    private final Kubernetes kubernetes;

    public KubernetesStorage(Kubernetes kubernetes) {
        this.kubernetes = kubernetes;
    }

    /// What it knows of one workflow and all that belongs to it. Never fails.
    ///
    /// @param rabbits that are of interest besides those with allocations
    public Promise<RabbitStorage> of(String workflow, Hostlist rabbits) {
        Selection ofWorkflow = Selection.labelled(NAME + "=" + workflow);
        Selection ofBoth =
                Selection.labelled(
                        ofWorkflow.labels() + "," + NAMESPACE + "=" + ObjectName.DEFAULT);
        Deferred<RabbitStorage> result = new Deferred<>();
        Parts parts = new Parts(rabbits);
        items(Kind.SERVERS, ofWorkflow)
                .map(parts::takeServers)
                .flatMap(_ -> items(Kind.CLIENT_MOUNT, ofWorkflow))
                .map(parts::takeMounts)
                .flatMap(_ -> optionalItems(Kind.DATA_MOVEMENT, ofBoth))
                .map(parts::takeMovements)
                .flatMap(_ -> workflow(workflow))
                .map(parts::takeWorkflow)
                .flatMap(_ -> parts.rabbits.isEmpty() ? Promise.of(List.of()) : storages())
                .then(
                        storages -> result.complete(parts.seen(storages)),
                        error -> result.complete(new Unseen(error.getMessage())));
        return result;
    }

    /// What has come so far.
    private static final class Parts {
        private final List<RabbitAllocation> allocations = new ArrayList<>();
        private final List<HostMount> mounts = new ArrayList<>();
        private final List<DataMovement> movements = new ArrayList<>();
        private final Set<String> rabbits = new LinkedHashSet<>();
        private Optional<RabbitWorkflow> workflow = Optional.empty();

        Parts(Hostlist more) {
            more.forEach(rabbits::add);
        }

        Parts takeServers(List<JsonObject> objects) {
            objects.forEach(each -> allocations.addAll(RabbitAllocation.of(each)));
            allocations.forEach(each -> rabbits.add(each.rabbit()));
            return this;
        }

        Parts takeMounts(List<JsonObject> objects) {
            objects.forEach(each -> HostMount.of(each).ifPresent(mounts::add));
            return this;
        }

        Parts takeMovements(List<JsonObject> objects) {
            objects.forEach(each -> movements.add(DataMovement.of(each)));
            return this;
        }

        Parts takeWorkflow(Optional<RabbitWorkflow> found) {
            workflow = found;
            return this;
        }

        Seen seen(List<RabbitHealth> storages) {
            return new Seen(
                    workflow,
                    List.copyOf(mounts),
                    List.copyOf(allocations),
                    List.copyOf(movements),
                    storages.stream().filter(each -> rabbits.contains(each.name())).toList());
        }
    }

    private Promise<Optional<RabbitWorkflow>> workflow(String name) {
        Deferred<Optional<RabbitWorkflow>> result = new Deferred<>();
        kubernetes
                .get(Kind.WORKFLOW, ObjectName.of(name))
                .then(
                        object -> result.complete(Optional.of(RabbitWorkflow.of(object))),
                        error -> {
                            if (error.errno().equals(Errno.ENOENT)) {
                                result.complete(Optional.empty());
                            } else {
                                result.fail(error);
                            }
                        });
        return result;
    }

    /// All rabbits.
    private Promise<List<RabbitHealth>> storages() {
        return items(Kind.STORAGE, Selection.in(ObjectName.DEFAULT))
                .map(all -> all.stream().map(RabbitHealth::of).toList());
    }

    /// What it knows of all workflows, a request a kind and page.
    public Promise<RabbitCluster> all() {
        All all = new All();
        return items(Kind.WORKFLOW, Selection.in(ObjectName.DEFAULT))
                .map(all::takeWorkflows)
                .flatMap(_ -> items(Kind.CLIENT_MOUNT, Selection.ALL))
                .map(all::takeMounts)
                .flatMap(_ -> items(Kind.SERVERS, Selection.ALL))
                .map(all::takeServers)
                .flatMap(_ -> optionalItems(Kind.DATA_MOVEMENT, Selection.ALL))
                .map(all::takeMovements)
                .flatMap(_ -> storages())
                .map(all::cluster);
    }

    /// What has come so far, by the names of workflows.
    private static final class All {
        private final Map<String, RabbitWorkflow> workflows = new TreeMap<>();
        private final Map<String, List<HostMount>> mounts = new LinkedHashMap<>();
        private final Map<String, List<RabbitAllocation>> allocations = new LinkedHashMap<>();
        private final Map<String, List<DataMovement>> movements = new LinkedHashMap<>();

        All takeWorkflows(List<JsonObject> objects) {
            for (JsonObject each : objects) {
                RabbitWorkflow workflow = RabbitWorkflow.of(each);
                workflows.put(workflow.name(), workflow);
            }
            return this;
        }

        All takeMounts(List<JsonObject> objects) {
            objects.forEach(each -> HostMount.of(each).ifPresent(of(mounts, each)::add));
            return this;
        }

        All takeServers(List<JsonObject> objects) {
            objects.forEach(each -> of(allocations, each).addAll(RabbitAllocation.of(each)));
            return this;
        }

        All takeMovements(List<JsonObject> objects) {
            objects.forEach(each -> of(movements, each).add(DataMovement.of(each)));
            return this;
        }

        RabbitCluster cluster(List<RabbitHealth> rabbits) {
            return new RabbitCluster(workflows, mounts, allocations, movements, rabbits);
        }

        private static <T> List<T> of(Map<String, List<T>> byName, JsonObject object) {
            String name =
                    object.object("metadata")
                            .flatMap(metadata -> metadata.object("labels"))
                            .flatMap(labels -> labels.text(NAME))
                            .orElse("");
            return byName.computeIfAbsent(name, _ -> new ArrayList<>());
        }
    }

    private Promise<List<JsonObject>> items(Kind kind, Selection which) {
        return kubernetes
                .list(kind, which)
                .map(
                        list -> {
                            List<JsonObject> items = new ArrayList<>();
                            for (JsonValue each : list.array("items").orElse(JsonArray.EMPTY)) {
                                if (each instanceof JsonObject object) {
                                    items.add(object);
                                }
                            }
                            return items;
                        });
    }

    /// None where the kind itself is not known: a cluster without data movement.
    private Promise<List<JsonObject>> optionalItems(Kind kind, Selection which) {
        Deferred<List<JsonObject>> result = new Deferred<>();
        items(kind, which)
                .then(
                        result::complete,
                        error -> {
                            if (ABSENT.contains(error.errno())) {
                                result.complete(List.of());
                            } else {
                                result.fail(error);
                            }
                        });
        return result;
    }
}
