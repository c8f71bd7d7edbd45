package fluxj.coral2.dws.service;

import fluxj.coral2.dws.kubernetes.Kind;
import fluxj.coral2.dws.kubernetes.Kubernetes;
import fluxj.coral2.dws.kubernetes.ObjectEvent;
import fluxj.coral2.dws.kubernetes.ObjectName;
import fluxj.coral2.dws.kubernetes.Selection;
import fluxj.coral2.dws.kubernetes.Trouble;
import fluxj.coral2.dws.kubernetes.Watch;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonObject;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// An API that writes down what is changed, and is away or fails when it is told to.
final class FlakyKubernetes extends KubernetesInFront {
    private final BooleanSupplier fails;
    private final List<String> changes = new ArrayList<>();
    private final List<Runnable> held = new ArrayList<>();
    private boolean away;

    /// @param fails asked at each request whether it fails after all was done
    FlakyKubernetes(Kubernetes real, BooleanSupplier fails) {
        super(real);
        this.fails = fails;
    }

    /// `METHOD PLURAL/NAME BODY` of each change, in their order.
    List<String> changes() {
        return changes;
    }

    /// Nobody answers from now on.
    void leave() {
        away = true;
    }

    /// It is there again, and what happened meanwhile is told.
    void comeBack() {
        away = false;
        List<Runnable> events = List.copyOf(held);
        held.clear();
        events.forEach(Runnable::run);
    }

    @Override
    public <T> Promise<T> ask(Supplier<Promise<T>> request) {
        if (away) {
            return Promise.failed(new FluxException(Errno.ECONNREFUSED));
        }
        if (fails.getAsBoolean()) {
            return request.get()
                    .flatMap(_ -> Promise.failed(new FluxException(Errno.EIO, "etcd is slow")));
        }
        return request.get();
    }

    private void changed(String what) {
        if (!away) {
            changes.add(what);
        }
    }

    @Override
    public Promise<JsonObject> create(Kind kind, JsonObject object) {
        changed("POST " + kind.plural() + " " + object);
        return super.create(kind, object);
    }

    @Override
    public Promise<JsonObject> merge(Kind kind, ObjectName name, JsonObject patch) {
        changed("PATCH " + kind.plural() + "/" + name.name() + " " + patch);
        return super.merge(kind, name, patch);
    }

    @Override
    public Promise<Empty> delete(Kind kind, ObjectName name) {
        changed("DELETE " + kind.plural() + "/" + name.name());
        return super.delete(kind, name);
    }

    @Override
    public Watch watch(
            Kind kind,
            Selection which,
            Consumer<ObjectEvent> onEvent,
            Consumer<Trouble> onTrouble) {
        boolean[] closed = new boolean[1];
        Consumer<ObjectEvent> open =
                event -> {
                    if (!closed[0]) {
                        onEvent.accept(event);
                    }
                };
        Watch watch =
                super.watch(
                        kind,
                        which,
                        event -> {
                            if (away) {
                                held.add(() -> open.accept(event));
                            } else {
                                open.accept(event);
                            }
                        },
                        onTrouble);
        return new Watch() {
            @Override
            public Promise<Empty> refresh() {
                return ask(watch::refresh);
            }

            @Override
            public void close() {
                closed[0] = true;
                watch.close();
            }
        };
    }
}
