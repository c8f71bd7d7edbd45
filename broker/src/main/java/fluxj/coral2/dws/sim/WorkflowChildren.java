package fluxj.coral2.dws.sim;

import fluxj.coral2.dws.kubernetes.Kind;
import fluxj.coral2.dws.kubernetes.Kubernetes;
import fluxj.coral2.dws.kubernetes.ObjectName;
import fluxj.coral2.dws.kubernetes.Selection;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// The children of workflows in Kubernetes: made when they are not there, found, and taken away
/// when they are.
final class WorkflowChildren {
    private final Kubernetes kubernetes;

    WorkflowChildren(Kubernetes kubernetes) {
        this.kubernetes = kubernetes;
    }

    static ObjectName nameOf(JsonObject object) {
        JsonObject metadata = object.object("metadata").orElse(JsonObject.EMPTY);
        return new ObjectName(
                metadata.text("namespace").orElse(ObjectName.DEFAULT),
                metadata.text("name").orElse(""));
    }

    static JsonObject status(JsonObject object) {
        return object.object("status").orElse(JsonObject.EMPTY);
    }

    static JsonObject spec(JsonObject object) {
        return object.object("spec").orElse(JsonObject.EMPTY);
    }

    /// The promise, with something else in place of one error.
    private static <T> Promise<T> unless(
            Promise<T> promise, Errno errno, Function<FluxException, Promise<T>> otherwise) {
        Deferred<T> result = new Deferred<>();
        promise.then(
                result::complete,
                error -> {
                    if (error.errno().equals(errno)) {
                        otherwise.apply(error).then(result::complete, result::fail);
                    } else {
                        result.fail(error);
                    }
                });
        return result;
    }

    /// An object, made when it is not there.
    Promise<JsonObject> ensure(Kind kind, JsonObject object) {
        return unless(
                kubernetes.create(kind, object),
                Errno.EEXIST,
                _ -> kubernetes.get(kind, nameOf(object)));
    }

    /// The same of a kind that not every Kubernetes has; without it there is nothing to make.
    Promise<Empty> ensureIfServed(Kind kind, JsonObject object) {
        return unless(
                ensure(kind, object).map(_ -> Empty.EMPTY),
                Errno.EOPNOTSUPP,
                _ -> Promise.of(Empty.EMPTY));
    }

    /// The same with a namespace of its own, which is made as well.
    Promise<JsonObject> ensureAnywhere(Kind kind, JsonObject object) {
        return unless(
                ensure(kind, object),
                Errno.ENOENT,
                _ ->
                        ensure(SimLayout.NAMESPACE, SimLayout.namespace(nameOf(object).namespace()))
                                .flatMap(_ -> ensure(kind, object)));
    }

    Promise<JsonObject> setStatus(Kind kind, ObjectName name, JsonObject status) {
        return kubernetes.mergeStatus(kind, name, JsonObject.of("status", status));
    }

    Promise<JsonObject> setSpec(Kind kind, ObjectName name, JsonObject spec) {
        return kubernetes.merge(kind, name, JsonObject.of("spec", spec));
    }

    /// One object, empty when it is not there.
    Promise<Optional<JsonObject>> find(Kind kind, ObjectName name) {
        return unless(
                kubernetes.get(kind, name).map(Optional::of),
                Errno.ENOENT,
                _ -> Promise.of(Optional.empty()));
    }

    /// A workflow's objects of a kind.
    Promise<List<JsonObject>> of(Kind kind, SimWorkflow workflow) {
        return list(kind, Selection.labelled(ChildObjects.selector(workflow)));
    }

    /// All of a kind, or some of them.
    Promise<List<JsonObject>> list(Kind kind, Selection which) {
        return kubernetes
                .list(kind, which)
                .map(
                        list -> {
                            List<JsonObject> items = new ArrayList<>();
                            for (JsonValue item : list.array("items").orElse(JsonArray.EMPTY)) {
                                if (item instanceof JsonObject object) {
                                    items.add(object);
                                }
                            }
                            return items;
                        });
    }

    /// Takes an object away that may have gone already.
    Promise<Empty> remove(Kind kind, ObjectName name) {
        return unless(kubernetes.delete(kind, name), Errno.ENOENT, _ -> Promise.of(Empty.EMPTY));
    }

    /// Takes away all of a workflow's objects of some kinds.
    Promise<Empty> removeAll(SimWorkflow workflow, List<Kind> kinds) {
        return BoundedWork.run(
                kinds,
                kind ->
                        of(kind, workflow)
                                .flatMap(
                                        objects ->
                                                BoundedWork.run(
                                                        objects,
                                                        each -> remove(kind, nameOf(each)))));
    }
}
