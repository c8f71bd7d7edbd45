package fluxj.module;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.rpc.RpcClient;
import fluxj.service.ModuleState;
import fluxj.service.ServiceFactory;
import fluxj.wire.Message;
import fluxj.wire.Request;
import fluxj.wire.RouteStack;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Runs a Java service as a module of this JVM, on the broker's reactor.
final class InJvmRunner implements ModuleRunner {
    /// Ample for a store that has much to write on a slow disk.
    private static final Duration STOP_LIMIT = Duration.ofMinutes(5);

    private final ModuleEnvironment environment;
    private final LoadedModule module;
    private final ServiceFactory factory;
    private final List<String> arguments;
    private final MessageCounters counters = new MessageCounters();
    private final RpcClient rpc;
    private @Nullable HostedService hosted;
    private int queued;
    private boolean ending;

    InJvmRunner(
            ModuleEnvironment environment,
            LoadedModule module,
            ServiceFactory factory,
            List<String> arguments) {
        this.environment = environment;
        this.module = module;
        this.factory = factory;
        this.arguments = arguments;
        this.rpc = new RpcClient(this::send, environment::rank);
    }

    @Override
    public void start() {
        environment.deliveryQueue().add(this::begin);
    }

    private void begin() {
        if (ending) {
            module.exited(new Errno(0), "");
            return;
        }
        ModuleContext context =
                new ModuleContext(
                        environment,
                        new ModuleContext.Identity(module.name(), module.uuid(), arguments),
                        rpc,
                        this::send);
        HostedService made;
        try {
            made =
                    new HostedService(
                            context,
                            factory.create(context),
                            Optional.of(
                                    new GenericMethods(
                                            context, counters, Optional.of(this::stop))));
        } catch (FluxException e) {
            module.exited(e.errno(), e.text());
            return;
        } catch (RuntimeException | Error e) {
            module.exited(Errno.EIO, "internal error in the making of " + module.name());
            throw e;
        }
        hosted = made;
        context.subscribe(module.name() + ".stats-clear");
        made.start()
                .then(
                        _ -> module.running(),
                        error -> {
                            made.close();
                            module.exited(error.errno(), error.text());
                        });
    }

    @Override
    public void deliver(Message message) {
        queued++;
        environment
                .deliveryQueue()
                .add(
                        () -> {
                            queued--;
                            take(message);
                        });
    }

    private void take(Message message) {
        if (hosted == null || module.state() == ModuleState.EXITED) {
            if (message instanceof Request request) {
                module.refuse(request);
            }
            return;
        }
        counters.received(message);
        hosted.message(message);
    }

    @Override
    public void stop() {
        HostedService service = hosted;
        boolean again = ending;
        ending = true;
        if (service == null || again) {
            return;
        }
        service.drain().then(_ -> end(service), _ -> end(service));
    }

    private void end(HostedService service) {
        if (module.state() == ModuleState.EXITED) {
            return;
        }
        module.finalizing();
        service.stop(STOP_LIMIT)
                .then(
                        _ -> ended(service, new Errno(0), ""),
                        error -> ended(service, error.errno(), error.text()));
    }

    private void ended(HostedService service, Errno errno, String text) {
        service.close();
        rpc.failAll(new FluxException(Errno.EHOSTUNREACH, "module disconnect"));
        module.exited(errno, text);
    }

    @Override
    public void cancel() {
        HostedService service = hosted;
        ending = true;
        if (service != null) {
            ended(service, new Errno(0), "");
        }
    }

    @Override
    public void report(ModuleState state, Errno errnum) {
        // A service says it by the promises of start and stop.
    }

    @Override
    public int pending() {
        return queued;
    }

    @Override
    public long backlog(RouteStack routes) {
        return hosted == null ? 0 : hosted.backlog(routes);
    }

    private void send(Message message) {
        counters.sent(message);
        module.sends(message);
    }
}
