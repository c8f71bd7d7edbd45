package fluxj.coral2.dws.service;

import fluxj.coral2.dws.kubernetes.Kind;
import fluxj.coral2.dws.kubernetes.Kubernetes;
import fluxj.coral2.dws.kubernetes.ObjectEvent;
import fluxj.coral2.dws.kubernetes.Selection;
import fluxj.coral2.dws.kubernetes.Trouble;
import fluxj.coral2.dws.kubernetes.Watch;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;

import java.util.function.Consumer;
import java.util.function.Supplier;

/// What one service sees of an API as long as it lives: a dead one asks nothing and hears nothing.
final class MortalKubernetes extends KubernetesInFront {
    private boolean dead;

    MortalKubernetes(Kubernetes api) {
        super(api);
    }

    boolean lives() {
        return !dead;
    }

    @Override
    public <T> Promise<T> ask(Supplier<Promise<T>> request) {
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
    public Watch watch(
            Kind kind,
            Selection which,
            Consumer<ObjectEvent> onEvent,
            Consumer<Trouble> onTrouble) {
        return super.watch(
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
