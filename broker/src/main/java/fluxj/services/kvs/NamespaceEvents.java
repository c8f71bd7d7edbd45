package fluxj.services.kvs;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.services.kvs.KvsProtocol.CommitError;
import fluxj.services.kvs.KvsProtocol.Created;
import fluxj.services.kvs.KvsProtocol.Name;
import fluxj.services.kvs.KvsProtocol.Setroot;
import fluxj.wire.Credentials;
import fluxj.wire.Event;
import fluxj.wire.Message;
import fluxj.wire.Payload;

import java.util.List;

/// The events by which rank 0 tells the others of its namespaces; private, so that only the owner's
/// connections get them.
final class NamespaceEvents {
    private final KvsContext kvs;
    private final NamespaceTable table;

    NamespaceEvents(KvsContext kvs, NamespaceTable table) {
        this.kvs = kvs;
        this.table = table;
    }

    // --- rank 0

    void created(Namespace namespace) {
        send(
                namespace.name,
                "created",
                Payload.of(
                        new Created(
                                namespace.name,
                                namespace.seq(),
                                namespace.ref().toString(),
                                namespace.owner)));
    }

    void removed(String namespace) {
        send(namespace, "removed", Payload.of(new Name(namespace)));
    }

    void setroot(Namespace namespace, List<String> names, List<String> keys) {
        JsonObject.Builder set = JsonObject.builder();
        for (String key : keys) {
            set.put(key, JsonValue.Null.NULL);
        }
        send(
                namespace.name,
                "setroot",
                Payload.of(
                        new Setroot(
                                namespace.name,
                                namespace.seq(),
                                namespace.ref().toString(),
                                names,
                                set.build(),
                                namespace.owner)));
    }

    void error(String namespace, List<String> names, Errno errno) {
        send(namespace, "error", Payload.of(new CommitError(namespace, names, errno.number())));
    }

    private void send(String namespace, String what, Payload payload) {
        kvs.flux().emit(Event.of(KvsProtocol.topic(namespace, what), payload, Message.PRIVATE));
    }

    // --- the others

    void onSetroot(Event event) {
        receive(event, () -> table.setroot(event.payload().as(Setroot.class)));
    }

    void onError(Event event) {
        receive(
                event,
                () -> {
                    CommitError body = event.payload().as(CommitError.class);
                    table.failed(
                            body.namespace(),
                            body.names(),
                            new FluxException(new Errno(body.errnum())));
                });
    }

    void onRemoved(Event event) {
        receive(event, () -> table.remove(event.payload().as(Name.class).namespace()));
    }

    private void receive(Event event, Runnable action) {
        if (!event.cred().hasAny(Credentials.OWNER)) {
            return;
        }
        try {
            action.run();
        } catch (FluxException e) {
            kvs.flux().log().err("event " + event.topic() + ": " + e.getMessage());
        }
    }
}
