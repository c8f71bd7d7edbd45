package fluxj.archive;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonArray;
import fluxj.json.JsonException;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;
import fluxj.services.kvs.KvsProtocol;
import fluxj.treeobj.Treeobj;
import fluxj.wire.Message;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The log of starts and ends of an instance that is kept over restarts, in the key
/// `admin.eventlog` (RFC 18).
public final class Startlog {
    /// Where it is.
    public static final String KEY = "admin.eventlog";

    /// The version of its events.
    public static final int VERSION = 1;

    /// One event.
    ///
    /// @param timestamp seconds since 1970
    public record Event(double timestamp, String name, JsonObject context) {}

    private final ToolContext tool;
    private final String key;

    /// The log at a key.
    public Startlog(ToolContext tool, String key) {
        this.tool = tool;
        this.key = key;
    }

    /// Notes a start; done when a checkpoint has it.
    public Promise<Empty> start(double timestamp, String coreVersion) {
        JsonObject context =
                JsonObject.builder()
                        .put("version", VERSION)
                        .put("core_version", coreVersion)
                        .build();
        return append(new Event(timestamp, "start", context), KvsProtocol.SYNC);
    }

    /// Notes an orderly end.
    public Promise<Empty> finish(double timestamp) {
        return append(new Event(timestamp, "finish", JsonObject.of("version", VERSION)), 0);
    }

    private Promise<Empty> append(Event event, int flags) {
        String line =
                "{\"timestamp\":"
                        + seconds(event.timestamp())
                        + ",\"name\":\""
                        + event.name()
                        + "\",\"context\":"
                        + event.context()
                        + "}\n";
        JsonObject operation =
                JsonObject.builder()
                        .put("key", key)
                        .put("flags", KvsProtocol.APPEND)
                        .put(
                                "dirent",
                                Treeobj.Val.of(line.getBytes(StandardCharsets.UTF_8)).toJson())
                        .build();
        return Failures.named(
                "Error committing " + event.name() + " event",
                tool.rpc()
                        .call(
                                KvsProtocol.COMMIT,
                                Message.NODEID_ANY,
                                new KvsProtocol.Commit(
                                        tool.namespace(), flags, JsonArray.of(operation)))
                        .map(_ -> Empty.EMPTY));
    }

    /// A real number without exponent, as eventlogs have it.
    private static String seconds(double timestamp) {
        String plain = BigDecimal.valueOf(timestamp).toPlainString();
        return plain.indexOf('.') < 0 ? plain + ".0" : plain;
    }

    /// All events, in order; those that are no events of a version we know are left out.
    public Promise<List<Event>> events() {
        return Failures.named(
                "Error fetching eventlog",
                tool.rpc()
                        .call(
                                KvsProtocol.LOOKUP,
                                Message.NODEID_ANY,
                                new KvsProtocol.Lookup(
                                        key,
                                        0,
                                        Optional.of(tool.namespace()),
                                        Optional.empty(),
                                        Optional.empty()))
                        .map(found -> parse(found.val())));
    }

    private static List<Event> parse(JsonObject object) {
        if (!(Treeobj.of(object) instanceof Treeobj.Val value)) {
            throw new FluxException(Errno.EPROTO);
        }
        List<Event> events = new ArrayList<>();
        String text = new String(value.bytes(), StandardCharsets.UTF_8);
        for (String line : text.split("\n", -1)) {
            if (!line.isEmpty()) {
                event(line).ifPresent(events::add);
            }
        }
        return events;
    }

    private static Optional<Event> event(String line) {
        try {
            JsonObject entry = JsonObject.parse(line);
            JsonObject context = entry.object("context").orElse(JsonObject.EMPTY);
            long version = context.whole("version").orElse(-1L);
            Optional<String> name = entry.text("name");
            if (version < 0
                    || version > VERSION
                    || name.isEmpty()
                    || !(entry.get("timestamp").orElse(JsonValue.Null.NULL)
                            instanceof JsonValue.Real(double timestamp))) {
                return Optional.empty();
            }
            return Optional.of(new Event(timestamp, name.get(), context));
        } catch (JsonException e) {
            throw new FluxException(Errno.EPROTO, "Error decoding eventlog: " + e.getMessage());
        }
    }

    /// Whether the last start before this one had no end. No log is no crash.
    public Promise<Boolean> crashed() {
        Deferred<Boolean> result = new Deferred<>();
        events().then(
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

    private static boolean crashed(List<Event> events) {
        boolean started = false;
        boolean crashed = false;
        for (Event event : events) {
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
