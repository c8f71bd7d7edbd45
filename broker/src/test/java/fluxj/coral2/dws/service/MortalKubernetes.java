package fluxj.coral2.dws.service;

import fluxj.coral2.dws.kubernetes.Kind;
import fluxj.coral2.dws.kubernetes.Kubernetes;
import fluxj.coral2.dws.kubernetes.ObjectEvent;
import fluxj.coral2.dws.kubernetes.ObjectName;
import fluxj.coral2.dws.kubernetes.Selection;
import fluxj.coral2.dws.kubernetes.Trouble;
import fluxj.coral2.dws.kubernetes.Watch;
import fluxj.json.JsonObject;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;

import java.util.function.Consumer;
import java.util.function.Supplier;

/// What one service sees of an API as long as it lives: a dead one asks nothing and hears nothing.
final class MortalKubernetes implements Kubernetes {
    private final Kubernetes api;
    private boolean dead;

    MortalKubernetes(Kubernetes api) {
        this.api = api;
    }

    boolean lives() {
        return !dead;
    }

    private <T> Promise<T> ask(Supplier<Promise<T>> request) {
        Deferred<T> answer = new Deferred<>();
        if (!dead) {
            request.get()
                    .then(
                            value -> {
                                if (!dead) {
                                    answer.complete(value);
                                }
                            },
                            error -> {
                                if (!dead) {
                                    answer.fail(error);
                                }
                            });
        }
        return answer;
    }

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
        return api.watch(
                kind,
                which,
                event -> {
                    if (!dead) {
                        onEvent.accept(event);
                    }
                },
                onTrouble);
    }

    @Override
    public void close() {
        dead = true;
    }
}
