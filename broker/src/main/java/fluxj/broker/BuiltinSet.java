package fluxj.broker;

import fluxj.core.statemachine.BuiltinModules;
import fluxj.errors.FluxException;
import fluxj.module.ModuleTable;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;
import fluxj.service.Log;
import fluxj.service.ModuleInfo;
import fluxj.service.ServiceFactory;

import java.util.ArrayList;
import java.util.List;

/// The modules that a broker starts with, in their order (spec broker 6.2).
final class BuiltinSet implements BuiltinModules {
    private final ModuleTable modules;
    private final List<ServiceFactory> factories;
    private final Log detail;
    private final Runnable onLoaded;

    /// @param detail told which of them is loaded or unloaded
    BuiltinSet(ModuleTable modules, List<ServiceFactory> factories, Log detail, Runnable onLoaded) {
        this.modules = modules;
        this.factories = factories;
        this.detail = detail;
        this.onLoaded = onLoaded;
    }

    /// All are there before the first of them answers, so that they may call each other.
    @Override
    public Promise<Empty> load() {
        Deferred<Empty> done = new Deferred<>();
        List<String> pending = new ArrayList<>();
        factories.forEach(factory -> pending.add(factory.name()));
        for (ServiceFactory factory : factories) {
            detail.info("loading " + factory.name());
            modules.loadBuiltin(factory)
                    .then(
                            _ -> {
                                pending.remove(factory.name());
                                if (pending.isEmpty()) {
                                    onLoaded.run();
                                    done.complete(Empty.EMPTY);
                                }
                            },
                            error ->
                                    done.fail(
                                            new FluxException(
                                                    error.errno(),
                                                    factory.name() + ": " + error.getMessage())));
        }
        return done;
    }

    @Override
    public Promise<Empty> unload() {
        Promise<Empty> done = Promise.of(Empty.EMPTY);
        for (ServiceFactory factory : factories.reversed()) {
            done =
                    done.flatMap(
                            _ ->
                                    modules.isLoaded(factory.name())
                                            ? unload(factory.name())
                                            : Promise.of(Empty.EMPTY));
        }
        return done;
    }

    private Promise<Empty> unload(String name) {
        detail.info("unloading " + name);
        return modules.remove(name, false);
    }

    @Override
    public List<String> loaded() {
        List<String> names = new ArrayList<>();
        for (ModuleInfo module : modules.list()) {
            names.add(module.name());
        }
        return names;
    }
}
