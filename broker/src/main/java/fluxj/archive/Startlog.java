package fluxj.archive;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.filemap.Failures;
import fluxj.job.Eventlog;
import fluxj.json.JsonObject;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;
import fluxj.rpc.RpcClient;
import fluxj.services.kvs.KvsProtocol;
import fluxj.treeobj.Transaction;
import fluxj.treeobj.Treeobj;
import fluxj.wire.Message;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// The log of starts and ends of an instance that is kept over restarts, in the key
/// `admin.eventlog` (RFC 18).
public final class Startlog {
    /// Where it is.
    public static final String KEY = "admin.eventlog";

    /// The version of its events.
    public static final int VERSION = 1;

    private final RpcClient rpc;
    private final String namespace;
    private final String key;

    /// The log at a key of a namespace.
    public Startlog(RpcClient rpc, String namespace, String key) {
        this.rpc = rpc;
        this.namespace = namespace;
        this.key = key;
    }

    /// Notes a start; done when a checkpoint has it.
    ///
    /// @param version of the event
    public Promise<Empty> start(double timestamp, int version, String coreVersion) {
        JsonObject context =
                JsonObject.builder()
                        .put("version", version)
                        .put("core_version", coreVersion)
                        .build();
        return append(timestamp, "start", context, KvsProtocol.SYNC);
    }

    /// Notes an orderly end.
    ///
    /// @param version of the event
    public Promise<Empty> finish(double timestamp, int version) {
        return append(timestamp, "finish", JsonObject.of("version", version), 0);
    }

    private Promise<Empty> append(double timestamp, String name, JsonObject context, int flags) {
        String line = Eventlog.encode(timestamp, name, context.toString());
        Transaction append = new Transaction().append(key, line.getBytes(StandardCharsets.UTF_8));
        return Failures.named(
                "Error committing " + name + " event",
                rpc.call(
                                KvsProtocol.COMMIT,
                                Message.NODEID_ANY,
                                new KvsProtocol.Commit(namespace, flags, append.ops()))
                        .map(_ -> Empty.EMPTY));
    }

    /// All events of a version that is known, in order.
    ///
    /// @param version the highest one
    public Promise<List<Eventlog.Event>> events(int version) {
        return Failures.named(
                        "Error fetching eventlog",
                        rpc.call(
                                        KvsProtocol.LOOKUP,
                                        Message.NODEID_ANY,
                                        new KvsProtocol.Lookup(
                                                key,
                                                0,
                                                Optional.of(namespace),
                                                Optional.empty(),
                                                Optional.empty()))
                                .map(found -> text(found.val())))
                .map(log -> decode(log, version));
    }

    private static byte[] text(JsonObject object) {
        if (Treeobj.of(object) instanceof Treeobj.Val value) {
            return value.bytes();
        }
        throw new FluxException(Errno.EPROTO);
    }

    private static List<Eventlog.Event> decode(byte[] log, int version) {
        try {
            return Eventlog.decode(log).stream().filter(event -> isOurs(event, version)).toList();
        } catch (FluxException e) {
            throw Failures.named("Error decoding eventlog", e);
        }
    }

    /// False for events of another shape, or of a version that is not known.
    private static boolean isOurs(Eventlog.Event event, int version) {
        long of = event.context().flatMap(context -> context.whole("version")).orElse(-1L);
        return of >= 0 && of <= version;
    }

    /// Whether the last start before this one had no end. No log is no crash.
    public Promise<Boolean> crashed() {
        Deferred<Boolean> result = new Deferred<>();
        events(VERSION)
                .then(
                        list -> result.complete(crashed(list)),
                        error -> {
                            if (error.errno().equals(Errno.ENOENT)) {
                                result.complete(false);
                            } else {
                                result.fail(error);
                            }
                        });
        return result;
    }

    private static boolean crashed(List<Eventlog.Event> events) {
        boolean started = false;
        boolean crashed = false;
        for (Eventlog.Event event : events) {
            if (event.name().equals("start")) {
                crashed |= started;
                started = true;
            } else if (event.name().equals("finish")) {
                crashed &= !started;
                started = false;
            }
        }
        return crashed;
    }
}
