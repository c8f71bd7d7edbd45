package fluxj.coral2.dws.service;

import fluxj.coral2.dws.kubernetes.Kind;
import fluxj.coral2.dws.kubernetes.Kubernetes;
import fluxj.coral2.dws.kubernetes.ObjectEvent;
import fluxj.coral2.dws.kubernetes.ObjectName;
import fluxj.coral2.dws.kubernetes.Selection;
import fluxj.coral2.dws.kubernetes.Trouble;
import fluxj.coral2.dws.kubernetes.Watch;
import fluxj.json.JsonObject;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;

import java.util.function.Consumer;
import java.util.function.Supplier;

/// An API in front of another: each request goes through [#ask], which decides what becomes of it.
public abstract class KubernetesInFront implements Kubernetes {
    private final Kubernetes api;

    /// @param api the one behind
    public KubernetesInFront(Kubernetes api) {
        this.api = api;
    }

    /// Asks the API behind, or does not.
    public abstract <T> Promise<T> ask(Supplier<Promise<T>> request);

    @Override
    public Promise<JsonObject> get(Kind kind, ObjectName name) {
        return ask(() -> api.get(kind, name));
    }

    @Override
    public Promise<JsonObject> list(Kind kind, Selection which) {
        return ask(() -> api.list(kind, which));
    }

    @Override
    public Promise<JsonObject> create(Kind kind, JsonObject object) {
        return ask(() -> api.create(kind, object));
    }

    @Override
    public Promise<JsonObject> merge(Kind kind, ObjectName name, JsonObject patch) {
        return ask(() -> api.merge(kind, name, patch));
    }

    @Override
    public Promise<JsonObject> mergeStatus(Kind kind, ObjectName name, JsonObject patch) {
        return ask(() -> api.mergeStatus(kind, name, patch));
    }

    @Override
    public Promise<Empty> delete(Kind kind, ObjectName name) {
        return ask(() -> api.delete(kind, name));
    }

    @Override
    public Promise<String> log(ObjectName pod) {
        return ask(() -> api.log(pod));
    }

    @Override
    public Watch watch(
            Kind kind,
            Selection which,
            Consumer<ObjectEvent> onEvent,
            Consumer<Trouble> onTrouble) {
        return api.watch(kind, which, onEvent, onTrouble);
    }

    @Override
    public void close() {
        api.close();
    }
}
