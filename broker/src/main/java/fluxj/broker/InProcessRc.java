package fluxj.broker;

import fluxj.errors.FluxException;
import fluxj.module.ModuleTable;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;
import fluxj.service.Log;
import fluxj.service.ModuleSpec;
import fluxj.services.runat.Runat;
import fluxj.services.statemachine.Scripts;

import java.util.List;
import java.util.function.IntConsumer;

/// rc1 and rc3 without flux-core's `flux modprobe`: loads our own modules in the order of a list
/// and removes them in the opposite order. Nothing is forked.
final class InProcessRc implements Scripts {
    /// A module and where it is loaded.
    record Step(String module, boolean leaderOnly) {}

    /// What there is to load, in order.
    static final List<Step> STEPS = List.of(new Step("heartbeat", false));

    private final Runat runat;
    private final ModuleTable modules;
    private final List<Step> steps;
    private final Log log;
    private final boolean leader;

    InProcessRc(Runat runat, ModuleTable modules, List<Step> steps, Log log, boolean leader) {
        this.runat = runat;
        this.modules = modules;
        this.steps = steps;
        this.log = log;
        this.leader = leader;
    }

    @Override
    public boolean isDefined(String list) {
        return list.equals("rc1") || list.equals("rc3") || runat.isDefined(list);
    }

    @Override
    public void start(String list, IntConsumer onDone) {
        switch (list) {
            case "rc1" -> report("rc1", load(), onDone);
            case "rc3" -> report("rc3", unload(), onDone);
            default -> runat.start(list, onDone);
        }
    }

    private void report(String list, Promise<Empty> done, IntConsumer onDone) {
        done.then(
                _ -> onDone.accept(0),
                error -> {
                    log.err(list + ": " + error.getMessage());
                    onDone.accept(1);
                });
    }

    private Promise<Empty> load() {
        Promise<Empty> done = Promise.of(Empty.EMPTY);
        for (Step step : steps) {
            if (leader || !step.leaderOnly()) {
                done = done.flatMap(_ -> load(step.module()));
            }
        }
        return done;
    }

    private Promise<Empty> load(String module) {
        Deferred<Empty> done = new Deferred<>();
        modules.load(ModuleSpec.of(module))
                .then(
                        done::complete,
                        error ->
                                done.fail(
                                        new FluxException(
                                                error.errno(),
                                                "load " + module + ": " + error.getMessage())));
        return done;
    }

    private Promise<Empty> unload() {
        Promise<Empty> done = Promise.of(Empty.EMPTY);
        for (Step step : steps.reversed()) {
            done =
                    done.flatMap(
                            _ ->
                                    modules.isLoaded(step.module())
                                            ? modules.remove(step.module(), false)
                                            : Promise.of(Empty.EMPTY));
        }
        return done;
    }

    @Override
    public void abort(String list) {
        if (!list.equals("rc1") && !list.equals("rc3")) {
            runat.abort(list);
        }
    }
}
