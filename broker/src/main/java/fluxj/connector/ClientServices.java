package fluxj.connector;

import fluxj.core.service.ServiceProtocol;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.wire.Credentials;
import fluxj.wire.Payload;
import fluxj.wire.Request;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/// Services that clients have registered (spec broker 1.7): which client answers for a name. The
/// broker knows them as services of this connector, so each registration is also made there, with
/// the client's own credentials, which decide what names it may take (spec broker 7.4).
final class ClientServices {
    /// Calls `service.add` and `service.remove` of the broker with a client's credentials.
    interface Registrar {
        void call(Request request, Runnable onDone, Consumer<FluxException> onFailure);
    }

    private enum Phase {
        ADDING,
        LIVE,
        REMOVING
    }

    private static final class Registration {
        private final String client;
        private final Request added;
        private Phase phase = Phase.ADDING;

        Registration(String client, Request added) {
            this.client = client;
            this.added = added;
        }
    }

    private final Map<String, Registration> services = new LinkedHashMap<>();
    private final Registrar registrar;

    ClientServices(Registrar registrar) {
        this.registrar = registrar;
    }

    /// Registers a name for a client; `completion` gets the errno, null for success.
    void add(String name, LocalClient client, Request request, Completion completion) {
        if (services.containsKey(name)) {
            completion.with(Errno.EEXIST);
            return;
        }
        Registration registration = new Registration(client.uuid(), request);
        services.put(name, registration);
        registrar.call(
                request,
                () -> {
                    if (registration.phase == Phase.ADDING) {
                        registration.phase = Phase.LIVE;
                    }
                    completion.with(null);
                },
                error -> {
                    services.remove(name, registration);
                    completion.with(error.errno());
                });
    }

    /// Takes a name away again.
    void remove(String name, LocalClient client, Request request, Completion completion) {
        Registration registration = services.get(name);
        if (registration == null
                || !registration.client.equals(client.uuid())
                || registration.phase == Phase.REMOVING) {
            completion.with(Errno.ENOENT);
            return;
        }
        registration.phase = Phase.REMOVING;
        registrar.call(
                request,
                () -> {
                    services.remove(name, registration);
                    completion.with(null);
                },
                error -> {
                    services.remove(name, registration);
                    completion.with(error.errno());
                });
    }

    /// The client that answers for a topic; empty when none does.
    String clientFor(String topic) {
        for (Map.Entry<String, Registration> entry : services.entrySet()) {
            String name = entry.getKey();
            if (topic.length() > name.length()
                    && topic.charAt(name.length()) == '.'
                    && topic.startsWith(name)) {
                return entry.getValue().client;
            }
        }
        return "";
    }

    /// Drops all names of a client that has gone.
    void removeAll(LocalClient client) {
        services.entrySet()
                .removeIf(
                        entry -> {
                            Registration registration = entry.getValue();
                            if (!registration.client.equals(client.uuid())) {
                                return false;
                            }
                            if (registration.phase != Phase.REMOVING) {
                                registrar.call(removal(registration.added), () -> {}, _ -> {});
                            }
                            return true;
                        });
    }

    private static Request removal(Request added) {
        Credentials cred = added.cred();
        Payload body = added.payload();
        return Request.of(ServiceProtocol.REMOVE.topic(), body, added.nodeid(), 0, 0)
                .withCred(cred);
    }

    /// What a registration came to.
    interface Completion {
        void with(@Nullable Errno errno);
    }
}
