package fluxj.services.jobmanager.plugins;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.jobtap.PluginRequest;
import fluxj.json.JsonObject;
import fluxj.rpc.Access;
import fluxj.service.ServiceContext;
import fluxj.wire.Credentials;
import fluxj.wire.Message;
import fluxj.wire.Payload;
import fluxj.wire.Request;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// The methods that plugins serve, by topic.
final class PluginServices {
    private record Method(String plugin, Access access, Consumer<PluginRequest> handler) {}

    private final ServiceContext flux;
    private final Map<String, Method> methods = new HashMap<>();

    PluginServices(ServiceContext flux) {
        this.flux = flux;
    }

    /// @throws FluxException EEXIST when there is such a method
    void add(String plugin, String topic, Access access, Consumer<PluginRequest> handler) {
        if (methods.putIfAbsent(topic, new Method(plugin, access, handler)) != null) {
            throw new FluxException(Errno.EEXIST, topic + " is served already");
        }
        flux.log().debug("jobtap plugin " + plugin + " registered method " + topic);
    }

    void removeAll(String plugin) {
        methods.values().removeIf(method -> method.plugin().equals(plugin));
    }

    /// True when the request was for a plugin and has been dealt with.
    boolean serve(Request request, Callbacks callbacks) {
        Method method = methods.get(request.topic());
        if (method == null) {
            return false;
        }
        Answer answer = new Answer(flux, request);
        if (!method.access().permits(request.cred())) {
            answer.fail(Errno.EPERM, method.access().refusal());
            return true;
        }
        Optional<Boolean> handled =
                callbacks.call(method.plugin(), request.topic(), () -> handle(method, answer));
        if (handled.isEmpty() && !answer.answered) {
            answer.fail(Errno.EINVAL, method.plugin() + " failed");
        }
        return true;
    }

    private static boolean handle(Method method, Answer answer) {
        try {
            method.handler().accept(answer);
        } catch (FluxException e) {
            answer.fail(e.errno(), e.text());
        }
        return true;
    }

    /// One request on its way to its answer.
    private static final class Answer implements PluginRequest {
        private final ServiceContext flux;
        private final Request request;
        private boolean answered;

        Answer(ServiceContext flux, Request request) {
            this.flux = flux;
            this.request = request;
        }

        @Override
        public int userid() {
            return request.cred().userid();
        }

        @Override
        public boolean isOwner() {
            return request.cred().hasAny(Credentials.OWNER);
        }

        @Override
        public JsonObject body() {
            return request.payload().isPresent() ? request.payload().json() : JsonObject.EMPTY;
        }

        @Override
        public <Q extends Record> Q body(Class<Q> type) {
            return request.payload().as(type);
        }

        @Override
        public void reply() {
            answer(request.respond(Payload.NONE));
        }

        @Override
        public void reply(JsonObject answer) {
            answer(request.respond(Payload.of(answer)));
        }

        @Override
        public void reply(Record answer) {
            answer(request.respond(Payload.of(answer)));
        }

        @Override
        public void fail(Errno errno, String text) {
            answer(request.respondError(errno, text));
        }

        private void answer(Message response) {
            if (answered) {
                throw new IllegalStateException("answered twice: " + request.topic());
            }
            answered = true;
            if (!request.noResponse()) {
                flux.emit(response);
            }
        }
    }
}
