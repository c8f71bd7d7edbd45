package fluxj.module;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.routing.Router;
import fluxj.rpc.Empty;
import fluxj.rpc.RpcClient;
import fluxj.service.Service;
import fluxj.service.ServiceContext;
import fluxj.wire.Control;
import fluxj.wire.Event;
import fluxj.wire.Message;
import fluxj.wire.Request;
import fluxj.wire.Response;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// The services that are the broker itself: `attr`, `log`, `event`, `module` and so on (spec broker
/// 7). They share the broker's identity and one [RpcClient]; only the one named `broker` has the
/// generic methods of spec broker 7.10.
public final class CoreServices implements Router.Core {
    private static final String BROKER = "broker";
    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

    private final ModuleEnvironment environment;
    private final Map<String, HostedService> services = new LinkedHashMap<>();
    private final MessageCounters counters = new MessageCounters();
    private final RpcClient rpc;

    /// Joins the router of `environment` as its core.
    public CoreServices(ModuleEnvironment environment) {
        this.environment = environment;
        this.rpc = new RpcClient(this::send, environment::rank);
        environment.router().attachCore(this);
        environment.router().subscriptions().add(environment.router().uuid(), "broker.");
    }

    /// Makes a service of that name and begins to serve it.
    ///
    /// @return done when its [Service#start] is
    public Promise<Empty> add(String name, Function<ServiceContext, Service> maker) {
        ModuleContext context =
                new ModuleContext(
                        environment,
                        new ModuleContext.Identity(name, environment.router().uuid(), List.of()),
                        rpc,
                        this::send);
        Optional<GenericMethods> generic =
                name.equals(BROKER)
                        ? Optional.of(new GenericMethods(context, counters, Optional.empty()))
                        : Optional.empty();
        HostedService hosted = new HostedService(context, maker.apply(context), generic);
        if (services.put(name, hosted) != null) {
            throw new IllegalStateException("core service added twice: " + name);
        }
        environment.router().addCoreService(name);
        return hosted.start();
    }

    /// What all of them are given.
    public ModuleEnvironment environment() {
        return environment;
    }

    /// Calls made in the name of the broker itself.
    public RpcClient rpc() {
        return rpc;
    }

    /// Stops the services, the last one added first; what they wait for fails. A service that fails
    /// to, or takes more than [#STOP_LIMIT], gets a line in the log and keeps nobody waiting.
    public Promise<Empty> stop() {
        Promise<Empty> done = Promise.of(Empty.EMPTY);
        for (HostedService service : new ArrayList<>(services.values()).reversed()) {
            done = done.flatMap(_ -> ended(service));
        }
        return done.map(
                _ -> {
                    services.values().forEach(HostedService::close);
                    rpc.failAll(new FluxException(Errno.EHOSTUNREACH));
                    return Empty.EMPTY;
                });
    }

    private Promise<Empty> ended(HostedService service) {
        Deferred<Empty> done = new Deferred<>();
        service.stop(STOP_LIMIT)
                .then(
                        done::complete,
                        error -> {
                            environment.logs().apply(BROKER).err("stop: " + error.getMessage());
                            done.complete(Empty.EMPTY);
                        });
        return done;
    }

    @Override
    public void request(Request request) {
        environment.deliveryQueue().add(() -> deliver(request));
    }

    private void deliver(Request request) {
        counters.received(request);
        HostedService service = services.get(request.service());
        if (service != null) {
            service.message(request);
        }
    }

    @Override
    public void response(Response response) {
        environment
                .deliveryQueue()
                .add(
                        () -> {
                            counters.received(response);
                            rpc.response(response);
                        });
    }

    @Override
    public void event(Event event) {
        environment
                .deliveryQueue()
                .add(
                        () -> {
                            counters.received(event);
                            services.values().forEach(service -> service.message(event));
                        });
    }

    private void send(Message message) {
        counters.sent(message);
        switch (message) {
            case Request request -> environment.router().fromCore(request);
            case Response response -> environment.router().fromCore(response);
            case Event event -> environment.router().fromCore(event);
            case Control _ -> {}
        }
    }
}
