package fluxj.cli.kvs;

import fluxj.client.FluxClient;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonException;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.rpc.RpcClient;
import fluxj.services.kvs.KvsProtocol;
import fluxj.services.kvswatch.KvsWatchProtocol;
import fluxj.treeobj.Dir;
import fluxj.treeobj.Treeobj;
import fluxj.wire.Message;

import java.util.Optional;
import java.util.function.Consumer;

/// Where keys are looked up: a namespace, or a snapshot that somebody kept the reference of.
final class KvsView {
    private static final int THROUGH_WATCH =
            KvsProtocol.WATCH | KvsProtocol.WAITCREATE | KvsProtocol.STREAM;

    private final FluxClient client;
    private final String place;
    private final boolean snapshot;

    private KvsView(FluxClient client, String place, boolean snapshot) {
        this.client = client;
        this.place = place;
        this.snapshot = snapshot;
    }

    /// The current state of a namespace.
    static KvsView of(FluxClient client, String namespace) {
        return new KvsView(client, namespace, false);
    }

    /// A snapshot.
    ///
    /// @param reference a dirref (or dir) object of RFC 11 as text; checked at the first lookup
    static KvsView at(FluxClient client, String reference) {
        return new KvsView(client, reference, true);
    }

    /// The object under a key, through the service that the flags need.
    ///
    /// @param flags of [KvsProtocol]
    /// @throws FluxException ENOENT, EISDIR, ENOTDIR, ELOOP and so on as the service says, EINVAL
    ///   for an empty key or flags that a snapshot has no use for
    Treeobj find(String key, int flags) {
        check(key, flags);
        if ((flags & THROUGH_WATCH) != 0) {
            return object(
                    client.call(
                                    KvsWatchProtocol.LOOKUP,
                                    Message.NODEID_ANY,
                                    new KvsWatchProtocol.Lookup(key, flags, place))
                            .val());
        }
        KvsProtocol.Lookup wanted =
                snapshot
                        ? KvsProtocol.Lookup.below(reference(), key, flags)
                        : KvsProtocol.Lookup.in(place, key, flags);
        return object(
                Optional.of(client.call(KvsProtocol.LOOKUP, Message.NODEID_ANY, wanted).val()));
    }

    /// Opens a lookup with many answers.
    ///
    /// @throws FluxException EINVAL for an empty key, or when this is a snapshot
    RpcClient.Stream watch(
            String key, int flags, Consumer<Treeobj> onObject, Consumer<FluxException> onEnd) {
        check(key, flags);
        return client.open(
                KvsWatchProtocol.LOOKUP,
                Message.NODEID_ANY,
                new KvsWatchProtocol.Lookup(key, flags, place),
                value -> onObject.accept(object(value.val())),
                onEnd);
    }

    /// The directory under a key.
    Dir directory(String key) {
        if (find(key, KvsProtocol.READDIR) instanceof Dir dir) {
            return dir;
        }
        throw new FluxException(Errno.EINVAL);
    }

    /// The bytes of the value under a key.
    byte[] value(String key) {
        return bytes(find(key, 0));
    }

    private void check(String key, int flags) {
        if (key.isEmpty() || (snapshot && (flags & THROUGH_WATCH) != 0)) {
            throw new FluxException(Errno.EINVAL);
        }
    }

    private JsonValue reference() {
        JsonValue parsed;
        try {
            parsed = JsonValue.parse(place);
        } catch (JsonException e) {
            throw new FluxException(Errno.EINVAL);
        }
        if (parsed instanceof JsonValue.Scalar) {
            throw new FluxException(Errno.EINVAL);
        }
        return parsed;
    }

    FluxClient client() {
        return client;
    }

    /// The object in an answer.
    private static Treeobj object(Optional<JsonObject> answer) {
        try {
            return Treeobj.of(answer.orElseThrow(() -> new FluxException(Errno.EPROTO)));
        } catch (FluxException e) {
            throw new FluxException(Errno.EPROTO);
        }
    }

    /// The bytes of a value that came in an answer.
    static byte[] bytes(Treeobj object) {
        if (object instanceof Treeobj.Val val) {
            return val.bytes();
        }
        throw new FluxException(Errno.EINVAL);
    }
}
