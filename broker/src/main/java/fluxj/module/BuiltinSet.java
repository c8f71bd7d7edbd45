package fluxj.module;

import fluxj.errors.FluxException;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;
import fluxj.service.Log;
import fluxj.service.ModuleInfo;
import fluxj.service.ServiceFactory;

import java.util.ArrayList;
import java.util.List;

/// The modules that a broker starts with, in their order (spec broker 6.2).
public final class BuiltinSet {
    private final ModuleTable modules;
    private final List<ServiceFactory> factories;
    private final Log detail;
    private final Runnable onLoaded;

    /// @param factories in the order in which they are to be loaded
    /// @param detail told which of them is loaded or unloaded
    public BuiltinSet(
            ModuleTable modules, List<ServiceFactory> factories, Log detail, Runnable onLoaded) {
        this.modules = modules;
        this.factories = factories;
        this.detail = detail;
        this.onLoaded = onLoaded;
    }

    /// Loads them; fails with the error of the first that does not run. All are there before the
    /// first of them answers, so that they may call each other.
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

    /// Ends them one after the other, in the opposite order.
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

    /// The names of the modules that still run.
    public List<String> loaded() {
        List<String> names = new ArrayList<>();
        for (ModuleInfo module : modules.list()) {
            names.add(module.name());
        }
        return names;
    }
}
