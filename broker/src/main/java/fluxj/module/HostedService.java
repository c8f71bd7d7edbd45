package fluxj.module;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonObject;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.reactor.Timer;
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

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/// A service at work: its own handlers first, then the generic methods that every module has (spec
/// broker 7.10).
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

    /// Begins to serve; fails for whatever [Service#start] throws too.
    Promise<Empty> start() {
        return attempt("start", service::start);
    }

    Promise<Empty> drain() {
        return attempt("drain", service::drain);
    }

    /// Ends the service. Whoever waits for it may go on: a service that throws has ended, and one
    /// that does not end within `limit` is waited for no longer (ETIMEDOUT).
    Promise<Empty> stop(Duration limit) {
        Deferred<Empty> done = new Deferred<>();
        Timer timer =
                context.reactor()
                        .after(
                                limit,
                                () ->
                                        done.fail(
                                                new FluxException(
                                                        Errno.ETIMEDOUT,
                                                        context.name()
                                                                + " did not end within "
                                                                + limit.toSeconds()
                                                                + "s")));
        attempt("stop", service::stop).then(done::complete, done::fail);
        done.then(_ -> timer.cancel(), _ -> timer.cancel());
        return done;
    }

    private Promise<Empty> attempt(String what, Supplier<Promise<Empty>> work) {
        try {
            return work.get();
        } catch (FluxException e) {
            return Promise.failed(e);
        } catch (RuntimeException | Error e) {
            own.fault(e);
            return Promise.failed(
                    new FluxException(
                            Errno.EIO, "internal error in " + what + " of " + context.name()));
        }
    }

    /// Refuses what waits and forgets what is open: the service is gone.
    void close() {
        own.failAll(Errno.EHOSTUNREACH, "module disconnect");
    }

    void message(Message message) {
        if (isIntercepted(message)) {
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

    private boolean isIntercepted(Message message) {
        try {
            return service.intercept(message);
        } catch (RuntimeException | Error e) {
            if (message instanceof Request request) {
                own.refuse(request, e);
            }
            own.fault(e);
            return true;
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
