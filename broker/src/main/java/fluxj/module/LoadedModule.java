package fluxj.module;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.routing.ModuleEndpoint;
import fluxj.rpc.Empty;
import fluxj.service.ModuleInfo;
import fluxj.service.ModuleState;
import fluxj.wire.Message;
import fluxj.wire.Request;
import fluxj.wire.Response;
import fluxj.wire.RouteStack;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// One module from `module.load` to its end: its state, who waits for it, and what is held back
/// from it.
final class LoadedModule implements ModuleEndpoint, ModuleRunner.Owner {
    /// Where a module lives and what its life is reported to.
    interface Registry {
        /// A module's state changed.
        void changed(LoadedModule module);

        /// A message passes between broker and module.
        void passes(boolean toModule, LoadedModule module, Message message);

        /// The module sends a message to the router.
        void route(LoadedModule module, Message message);
    }

    private final Registry registry;
    private final ModuleEnvironment environment;
    private final String name;
    private final String uuid;
    private final String path;
    private final Deferred<Empty> loading = new Deferred<>();
    private final Deferred<Empty> ending = new Deferred<>();
    private @Nullable ModuleRunner runner;
    private @Nullable List<Message> held;
    private ModuleState state = ModuleState.INIT;
    private Errno errnum = new Errno(0);
    private String error = "";
    private boolean stopRequested;
    private long lastSeen;

    LoadedModule(
            Registry registry,
            ModuleEnvironment environment,
            String name,
            String uuid,
            String path) {
        this.registry = registry;
        this.environment = environment;
        this.name = name;
        this.uuid = uuid;
        this.path = path;
        this.lastSeen = environment.reactor().nanoTime();
    }

    /// Starts the module by `how`; done when it runs.
    Promise<Empty> start(ModuleRunner how) {
        runner = how;
        how.start();
        return loading;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String uuid() {
        return uuid;
    }

    String path() {
        return path;
    }

    ModuleState state() {
        return state;
    }

    Errno errnum() {
        return errnum;
    }

    /// Why it ended.
    String error() {
        return error.isEmpty() ? errnum.text() : error;
    }

    /// True when it ended with an error that nobody asked for and no `module.load` waits to hear
    /// of.
    boolean failedAtRuntime() {
        return errnum.number() != 0 && !stopRequested && loading.isDone();
    }

    boolean isNamed(String wanted) {
        return name.equals(wanted) || path.equals(wanted);
    }

    ModuleInfo info() {
        long idle = (environment.reactor().nanoTime() - lastSeen) / 1_000_000_000L;
        return new ModuleInfo(
                name,
                path,
                (int) idle,
                state.number(),
                environment.router().servicesOf(this),
                runner == null ? 0 : runner.pending(),
                0);
    }

    /// Asks it to end, or ends it; done when it is gone.
    Promise<Empty> stop(boolean cancel) {
        stopRequested = true;
        if (runner != null) {
            if (cancel) {
                runner.cancel();
            } else {
                runner.stop();
            }
        }
        return ending;
    }

    /// Holds messages back, or brings those that were held.
    void defer(boolean hold) {
        List<Message> waiting = held;
        if (hold && waiting == null) {
            held = new ArrayList<>();
        } else if (!hold && waiting != null) {
            held = null;
            waiting.forEach(this::handOver);
        }
    }

    void report(ModuleState reported, Errno reportedErrnum) {
        if (runner != null) {
            runner.report(reported, reportedErrnum);
        }
    }

    @Override
    public void deliver(Message message) {
        registry.passes(true, this, message);
        if (held != null) {
            held.add(message);
        } else {
            handOver(message);
        }
    }

    @Override
    public long backlog(RouteStack routes) {
        return runner == null ? 0 : runner.backlog(routes);
    }

    private void handOver(Message message) {
        boolean ends = state == ModuleState.FINALIZING || state == ModuleState.EXITED;
        if (ends && message instanceof Request request) {
            refuse(request);
        } else if (runner != null) {
            runner.deliver(message);
        }
    }

    /// Answers a request that came too late.
    void refuse(Request request) {
        if (!request.noResponse()) {
            Response response =
                    request.respondError(
                            Errno.ENOSYS,
                            "No service matching " + request.topic() + " is registered");
            environment.router().fromEndpoint(this, response);
        }
    }

    @Override
    public void sends(Message message) {
        lastSeen = environment.reactor().nanoTime();
        registry.passes(false, this, message);
        registry.route(this, message);
    }

    @Override
    public void running() {
        change(ModuleState.RUNNING);
    }

    @Override
    public void finalizing() {
        change(ModuleState.FINALIZING);
    }

    @Override
    public void exited(Errno errno, String text) {
        if (state != ModuleState.EXITED) {
            errnum = errno;
            error = text;
            change(ModuleState.EXITED);
        }
    }

    private void change(ModuleState next) {
        if (next.number() <= state.number()) {
            return;
        }
        state = next;
        registry.changed(this);
        if (next == ModuleState.RUNNING) {
            loading.complete(Empty.EMPTY);
        } else if (next == ModuleState.EXITED) {
            if (errnum.number() == 0) {
                loading.complete(Empty.EMPTY);
            } else {
                loading.fail(new FluxException(errnum, error()));
            }
            ending.complete(Empty.EMPTY);
        }
    }
}
