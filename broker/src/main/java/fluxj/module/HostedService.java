package fluxj.module;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonObject;
import fluxj.reactor.Promise;
import fluxj.rpc.Dispatcher;
import fluxj.rpc.Empty;
import fluxj.service.Service;
import fluxj.wire.Control;
import fluxj.wire.Credentials;
import fluxj.wire.Event;
import fluxj.wire.Message;
import fluxj.wire.Request;
import fluxj.wire.Response;
import fluxj.wire.RouteStack;

import org.jspecify.annotations.Nullable;

import java.util.Optional;

/// A service at work: its own handlers first, then the generic methods that every module has (spec
/// 7.10).
final class HostedService {
    private final ModuleContext context;
    private final Service service;
    private final Dispatcher own;
    private final @Nullable Dispatcher generic;
    private @Nullable JsonObject configBefore;

    /// @param generic the generic methods; empty for a core service that has none
    HostedService(ModuleContext context, Service service, Optional<GenericMethods> generic) {
        this.context = context;
        this.service = service;
        this.own =
                new Dispatcher(
                        service.handlers(),
                        this::reply,
                        context.environment().router()::backlog,
                        context.environment().faults());
        this.generic =
                generic.map(
                                methods ->
                                        new Dispatcher(
                                                methods.handlers(),
                                                context::emit,
                                                context.environment().faults()))
                        .orElse(null);
    }

    long backlog(RouteStack routes) {
        return service.backlog(routes);
    }

    Promise<Empty> start() {
        return service.start();
    }

    Promise<Empty> drain() {
        return service.drain();
    }

    Promise<Empty> stop() {
        return service.stop();
    }

    /// Refuses what waits and forgets what is open: the service is gone.
    void close() {
        own.failAll(Errno.EHOSTUNREACH, "module disconnect");
    }

    void message(Message message) {
        if (service.intercept(message)) {
            return;
        }
        switch (message) {
            case Request request -> request(request);
            case Response response -> context.rpc().response(response);
            case Event event -> {
                own.event(event);
                if (generic != null) {
                    generic.event(event);
                }
            }
            case Control _ -> {}
        }
    }

    private void request(Request request) {
        if (carriesConfig(request.topic()) && own.handles(request.topic())) {
            reconfigure(request);
        } else if (generic != null
                && !own.handles(request.topic())
                && generic.handles(request.topic())) {
            generic.request(request);
        } else {
            own.request(request);
        }
    }

    private boolean carriesConfig(String topic) {
        String name = context.name();
        return topic.startsWith(name)
                && (topic.startsWith(".config-reload", name.length())
                        || topic.startsWith(".config-sync", name.length()));
    }

    /// The new object counts as the service's configuration unless its own handler refuses it.
    private void reconfigure(Request request) {
        if (request.cred().hasAny(Credentials.OWNER)) {
            JsonObject before = context.config();
            try {
                context.replaceConfig(request.payload().json());
                configBefore = before;
            } catch (FluxException e) {
                own.refuse(request, e.errno(), e.text());
                return;
            }
        }
        own.request(request);
    }

    private void reply(Response response) {
        if (response.errnum() != 0 && configBefore != null && carriesConfig(response.topic())) {
            context.replaceConfig(configBefore);
        }
        context.emit(response);
    }
}
