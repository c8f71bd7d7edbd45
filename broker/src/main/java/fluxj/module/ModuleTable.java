package fluxj.module;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.reactor.Promise;
import fluxj.routing.ModuleEndpoint;
import fluxj.routing.Uuids;
import fluxj.rpc.Empty;
import fluxj.service.Log;
import fluxj.service.ModuleInfo;
import fluxj.service.ModuleSpec;
import fluxj.service.ModuleState;
import fluxj.service.ServiceFactory;
import fluxj.wire.Message;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The modules of one broker: Java services in this JVM, and files that Flux's own loaders run as
/// processes (spec broker 8).
public final class ModuleTable {
    private final ModuleEnvironment environment;
    private final ModuleResolver resolver;
    private final ModuleLauncher launcher;
    private final ModuleListener listener;
    private final Log log;
    private final Map<String, ServiceFactory> services = new LinkedHashMap<>();
    private final Map<String, ServiceFactory> builtins = new LinkedHashMap<>();
    private final Map<String, LoadedModule> modules = new LinkedHashMap<>();
    private final LoadedModule.Registry registry = new OwnRegistry();
    private @Nullable MessageTap tap;

    /// @param services Java services that stand for the module of their name
    /// @param launcher runs everything else
    /// @param listener told of every change of state
    public ModuleTable(
            ModuleEnvironment environment,
            List<ServiceFactory> services,
            ModuleLauncher launcher,
            ModuleListener listener) {
        this.environment = environment;
        this.launcher = launcher;
        this.listener = listener;
        this.log = environment.logs().apply("broker");
        services.forEach(this::offer);
        this.resolver = new ModuleResolver(environment.environment(), this.services, builtins);
    }

    /// Adds a Java service that stands for the module of its name.
    public void offer(ServiceFactory service) {
        services.put(service.name(), service);
    }

    /// Loads a module that is part of the broker; from then on `module.load` of its name means it.
    public Promise<Empty> loadBuiltin(ServiceFactory factory) {
        builtins.put(factory.name(), factory);
        return load(ModuleSpec.of(factory.name()));
    }

    /// Loads a module; done when it runs, failed with its error when it ends before that.
    public Promise<Empty> load(ModuleSpec spec) {
        ModuleResolver.Resolution found;
        try {
            found = resolver.resolve(spec);
        } catch (FluxException e) {
            return Promise.failed(e);
        }
        LoadedModule module =
                new LoadedModule(
                        registry,
                        environment,
                        found.name(),
                        Uuids.next(environment.reactor().random()),
                        found.path());
        if (isLoaded(found.name())) {
            return Promise.failed(new FluxException(Errno.EEXIST));
        }
        if (!environment.router().attach(module)) {
            return Promise.failed(
                    new FluxException(
                            Errno.EEXIST, "error registering " + found.name() + " service"));
        }
        modules.put(module.uuid(), module);
        log.debug("insmod " + module.name());
        listener.changed(module.name(), ModuleState.INIT, new Errno(0));
        return module.start(
                switch (found) {
                    case ModuleResolver.InJvm java ->
                            new InJvmRunner(environment, module, java.factory(), spec.args());
                    case ModuleResolver.InProcess process ->
                            new ProcessRunner(
                                    environment,
                                    module,
                                    launcher,
                                    new ModuleLauncher.Launch(process.loader(), process.path()),
                                    spec.args());
                });
    }

    /// Ends the module of that name or path; done when it is gone, failed with ENOENT when there is
    /// none.
    ///
    /// @param cancel true ends it without asking it
    public Promise<Empty> remove(String name, boolean cancel) {
        Optional<LoadedModule> module = find(name);
        if (module.isEmpty()) {
            return Promise.failed(new FluxException(Errno.ENOENT));
        }
        log.debug("rmmod " + name);
        return module.get().stop(cancel);
    }

    /// The modules in the order they were loaded.
    public List<ModuleInfo> list() {
        List<ModuleInfo> all = new ArrayList<>();
        modules.values().forEach(module -> all.add(module.info()));
        return all;
    }

    /// True when a module of that name or path is loaded.
    public boolean isLoaded(String name) {
        return find(name).isPresent();
    }

    /// What a module in a process says of itself; an unknown sender is ignored.
    ///
    /// @param uuid the module's identity
    public void report(String uuid, ModuleState state, Errno errnum) {
        LoadedModule module = modules.get(uuid);
        if (module != null) {
            module.report(state, errnum);
        }
    }

    /// Holds back what goes to a module, or lets it go.
    ///
    /// @throws FluxException ENOENT when there is no such module
    public void defer(String name, boolean hold) {
        find(name).orElseThrow(() -> new FluxException(Errno.ENOENT)).defer(hold);
    }

    /// Shows every message between broker and modules to a tap from now on; one at a time.
    public void watch(MessageTap newTap) {
        tap = newTap;
    }

    /// Ends [#watch].
    public void unwatch() {
        tap = null;
    }

    /// Gives a module a name that it is reached by beyond its own (spec broker 7.4).
    ///
    /// @throws FluxException ENOENT when `uuid` is no module of this broker, EEXIST when the name
    ///   is taken
    public void addName(String uuid, String name) {
        LoadedModule module = modules.get(uuid);
        if (module == null) {
            throw new FluxException(Errno.ENOENT, "requestor is not local");
        }
        Errno refusal = name.indexOf('.') >= 0 || name.isEmpty() ? Errno.EINVAL : Errno.EEXIST;
        if (refusal.equals(Errno.EINVAL) || !environment.router().addService(name, module)) {
            throw new FluxException(
                    refusal,
                    "could not register service "
                            + name
                            + " for module "
                            + module.name()
                            + ": "
                            + refusal.text());
        }
    }

    /// Takes such a name back.
    ///
    /// @throws FluxException ENOENT when nobody has it, EINVAL when another module has it
    public void removeName(String uuid, String name) {
        ModuleEndpoint owner =
                environment
                        .router()
                        .serviceOwner(name)
                        .orElseThrow(
                                () -> new FluxException(Errno.ENOENT, name + " is not registered"));
        if (!owner.uuid().equals(uuid)) {
            throw new FluxException(Errno.EINVAL, "requestor did not register " + name);
        }
        environment.router().removeService(name);
    }

    /// Ends what is still loaded when the broker exits.
    ///
    /// @return how many modules were, each of which is logged as an error (spec broker 6.2)
    public int abandon() {
        List<LoadedModule> left = new ArrayList<>(modules.values());
        for (LoadedModule module : left) {
            log.err("broker module '" + module.name() + "' was not properly shut down");
            module.stop(true);
        }
        return left.size();
    }

    private Optional<LoadedModule> find(String name) {
        for (LoadedModule module : modules.values()) {
            if (module.isNamed(name)) {
                return Optional.of(module);
            }
        }
        return Optional.empty();
    }

    private final class OwnRegistry implements LoadedModule.Registry {
        @Override
        public void changed(LoadedModule module) {
            if (module.state() == ModuleState.EXITED) {
                exited(module);
            }
            listener.changed(module.name(), module.state(), module.errnum());
            if (module.state() == ModuleState.EXITED && module.failedAtRuntime()) {
                listener.runtimeFailure(module.name());
            }
        }

        private void exited(LoadedModule module) {
            log.debug("module " + module.name() + " exited");
            if (module.errnum().number() != 0) {
                log.err(module.name() + ": " + module.error());
            }
            modules.remove(module.uuid());
            environment.router().detach(module);
        }

        @Override
        public void passes(boolean toModule, LoadedModule module, Message message) {
            if (tap != null) {
                tap.passed(toModule, module.name(), message);
            }
        }

        @Override
        public void route(LoadedModule module, Message message) {
            environment.router().fromEndpoint(module, message);
        }
    }
}
