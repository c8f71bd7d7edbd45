package fluxj.archive;

import fluxj.errors.Errno;
import fluxj.format.Blobref;
import fluxj.format.HashType;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.module.ManualReactor;
import fluxj.reactor.Promise;
import fluxj.rpc.RpcClient;
import fluxj.treeobj.Dir;
import fluxj.treeobj.Treeobj;
import fluxj.wire.Payload;
import fluxj.wire.Request;
import fluxj.wire.Response;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// A content store and a root in memory, asked through an [RpcClient] like a broker's: answers come
/// on a later turn.
final class MemoryBroker implements ToolContext.Printer {
    final ManualReactor reactor = new ManualReactor();
    final Map<Blobref, byte[]> blobs = new LinkedHashMap<>();
    final List<String> topics = new ArrayList<>();
    final List<String> lines = new ArrayList<>();
    final List<JsonObject> checkpoints = new ArrayList<>();
    final List<JsonObject> commits = new ArrayList<>();
    final Set<String> marked = new HashSet<>();
    int largestMark;
    boolean kvsRuns;
    String root = "";
    final Map<String, JsonObject> keys = new TreeMap<>();
    int underWay;
    int mostUnderWay;
    private final RpcClient rpc = new RpcClient(this::take, () -> 0);

    ToolContext tool() {
        return new ToolContext(rpc, reactor, this, "primary");
    }

    /// Stores an object.
    Blobref put(Treeobj object) {
        return put(object.encode());
    }

    /// Stores a blob.
    Blobref put(byte[] bytes) {
        Blobref ref = HashType.SHA1.hash(bytes);
        blobs.put(ref, bytes);
        return ref;
    }

    Dir directory(Blobref ref) {
        return (Dir) Treeobj.decode(blobs.getOrDefault(ref, new byte[0]));
    }

    void checkpoint(Blobref ref) {
        checkpoints.addFirst(new ContentStore.Checkpoint(ref, 7, 1000.5).toJson());
    }

    /// Turns the reactor until the promise is done.
    <T> T get(Promise<T> promise) {
        List<T> values = new ArrayList<>();
        List<fluxj.errors.FluxException> errors = new ArrayList<>();
        promise.then(values::add, errors::add);
        reactor.run();
        if (!errors.isEmpty()) {
            throw errors.getFirst();
        }
        return values.getFirst();
    }

    private void take(Request request) {
        topics.add(request.topic());
        underWay++;
        mostUnderWay = Math.max(mostUnderWay, underWay);
        reactor.post(
                () -> {
                    underWay--;
                    if (!request.noResponse()) {
                        rpc.response(answer(request));
                    }
                });
    }

    private Response answer(Request request) {
        String method = request.topic().substring(request.topic().indexOf('.') + 1);
        return switch (method) {
            case "load", "validate" -> {
                byte[] blob = blobs.get(Blobref.of(HashType.SHA1, request.payload().bytes()));
                yield blob == null
                        ? request.respondError(Errno.ENOENT, "")
                        : request.respond(
                                method.equals("load") ? Payload.ofBytes(blob) : Payload.NONE);
            }
            case "store" ->
                    request.respond(Payload.ofBytes(put(request.payload().bytes()).digest()));
            case "checkpoint-get" ->
                    checkpoints.isEmpty()
                            ? request.respondError(Errno.ENOENT, "")
                            : request.respond(
                                    Payload.of(
                                            JsonObject.of(
                                                    "value",
                                                    JsonArray.of(
                                                            checkpoints.toArray(
                                                                    new JsonValue[0])))));
            case "checkpoint-put" -> {
                checkpoints.addFirst(request.payload().json().object("value").orElseThrow());
                yield request.respond(Payload.NONE);
            }
            case "getroot" ->
                    kvsRuns
                            ? request.respond(
                                    Payload.of(
                                            JsonObject.builder()
                                                    .put("owner", 0)
                                                    .put("rootseq", 1)
                                                    .put("rootref", root)
                                                    .put("flags", 0)
                                                    .put("namespace", "primary")
                                                    .build()))
                            : request.respondError(Errno.ENOSYS, "");
            case "commit" -> {
                commits.add(request.payload().json());
                for (JsonValue op : request.payload().json().array("ops").orElseThrow()) {
                    JsonObject change = (JsonObject) op;
                    String key = change.text("key").orElseThrow();
                    change.object("dirent")
                            .ifPresentOrElse(value -> keys.put(key, value), () -> keys.remove(key));
                }
                yield request.respond(
                        Payload.of(
                                JsonObject.builder()
                                        .put("rootref", root)
                                        .put("rootseq", 2)
                                        .build()));
            }
            case "gc-info" ->
                    request.respond(
                            Payload.of(
                                    JsonObject.builder()
                                            .put("current_epoch", 9)
                                            .put("high_water", blobs.size())
                                            .build()));
            case "mark" -> {
                var hashes = request.payload().json().array("hashes").orElseThrow();
                int before = marked.size();
                int count = 0;
                for (JsonValue hash : hashes) {
                    marked.add(((JsonValue.Text) hash).value());
                    count++;
                }
                largestMark = Math.max(largestMark, count);
                yield request.respond(Payload.of(JsonObject.of("marked", marked.size() - before)));
            }
            case "sweep" -> {
                JsonObject body = request.payload().json();
                long cursor = body.whole("cursor").orElseThrow();
                long end = body.whole("high_water").orElseThrow();
                int before = blobs.size();
                if (cursor + 2 >= end) {
                    blobs.keySet().removeIf(ref -> !marked.contains(ref.toString()));
                }
                yield request.respond(
                        Payload.of(
                                JsonObject.builder()
                                        .put("deleted", before - blobs.size())
                                        .put("cursor", Math.min(end, cursor + 2))
                                        .build()));
            }
            case "namespace-list" ->
                    kvsRuns
                            ? request.respond(
                                    Payload.of(JsonObject.of("namespaces", JsonArray.EMPTY)))
                            : request.respondError(Errno.ENOSYS, "");
            case "lookup" -> {
                JsonObject found = keys.get(request.payload().json().text("key").orElseThrow());
                yield found == null
                        ? request.respondError(Errno.ENOENT, "")
                        : request.respond(Payload.of(JsonObject.of("val", found)));
            }
            case "flush", "mmap-remove", "mmap-add" -> request.respond(Payload.NONE);
            default -> request.respondError(Errno.ENOSYS, "");
        };
    }

    @Override
    public void out(String line) {
        lines.add(line);
    }

    @Override
    public void item(String line) {
        lines.add(line);
    }

    @Override
    public void note(String line) {
        lines.add(line);
    }

    @Override
    public void progress(String line, boolean last) {
        if (last) {
            lines.add(line);
        }
    }
}
