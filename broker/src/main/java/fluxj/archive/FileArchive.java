package fluxj.archive;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.filemap.Failures;
import fluxj.filemap.Fileref;
import fluxj.json.JsonArray;
import fluxj.json.JsonException;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;
import fluxj.rpc.Globs;
import fluxj.services.content.ContentProtocol;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// An archive of files in the KVS (RFC 37): the key `archive.<name>` lists them, what is large is
/// in the content store.
public final class FileArchive {
    private final ToolContext tool;
    private final String name;
    private final KvsKeys keys;

    /// @param namespace where the key is
    public FileArchive(ToolContext tool, String namespace, String name) {
        this.tool = tool;
        this.name = name;
        keys = new KvsKeys(tool, namespace);
    }

    String key() {
        return "archive." + name;
    }

    String blobsKey() {
        return key() + "_blobs";
    }

    String name() {
        return name;
    }

    KvsKeys keys() {
        return keys;
    }

    ToolContext tool() {
        return tool;
    }

    /// Its entries.
    public Promise<List<JsonValue>> entries() {
        return Failures.named("KVS lookup " + key(), keys.get(key()).map(FileArchive::parse));
    }

    /// Its entries, as soon as it is there.
    ///
    /// @param limit how long to wait; none for ever
    public Promise<List<JsonValue>> awaitEntries(Optional<Duration> limit) {
        Deferred<List<JsonValue>> result = new Deferred<>();
        limit.ifPresent(
                duration ->
                        tool.reactor()
                                .after(
                                        duration,
                                        () ->
                                                result.fail(
                                                        new FluxException(
                                                                Errno.ETIMEDOUT,
                                                                key()
                                                                        + ": key was not created"
                                                                        + " within timeout"
                                                                        + " window"))));
        Failures.named("KVS lookup " + key(), keys.await(key()).map(FileArchive::parse))
                .then(result::complete, result::fail);
        return result;
    }

    /// The entries, or none when there is no such archive.
    Promise<Optional<List<JsonValue>>> find() {
        Deferred<Optional<List<JsonValue>>> result = new Deferred<>();
        keys.get(key())
                .map(FileArchive::parse)
                .then(
                        entries -> result.complete(Optional.of(entries)),
                        _ -> result.complete(Optional.empty()));
        return result;
    }

    private static List<JsonValue> parse(byte[] json) {
        try {
            String text = new String(json, StandardCharsets.UTF_8);
            JsonValue value =
                    JsonObject.parse("{\"a\":" + text + "}").get("a").orElse(JsonArray.EMPTY);
            if (!(value instanceof JsonArray array)) {
                throw new FluxException(Errno.EPROTO, "not an array of files");
            }
            List<JsonValue> entries = new ArrayList<>();
            array.forEach(entries::add);
            return entries;
        } catch (JsonException e) {
            throw new FluxException(Errno.EPROTO, String.valueOf(e.getMessage()));
        }
    }

    /// Keeps the entries whose path matches a glob; says so when none does.
    public List<JsonValue> matching(List<JsonValue> entries, String glob) {
        List<JsonValue> matching = new ArrayList<>();
        for (JsonValue entry : entries) {
            if (entry instanceof JsonObject object
                    && Globs.matches(glob, object.text("path").orElse(""))) {
                matching.add(entry);
            }
        }
        if (matching.isEmpty()) {
            tool.printer().note("No files matched pattern '" + glob + "'");
        }
        return matching;
    }

    /// The lines of a list.
    public static List<String> lines(List<JsonValue> entries, boolean detailed) {
        List<String> lines = new ArrayList<>();
        for (JsonValue entry : entries) {
            String line;
            try {
                line = Fileref.of(entry).line(detailed);
            } catch (FluxException e) {
                line = "invalid fileref";
            }
            lines.add(line);
        }
        return lines;
    }

    /// Takes it away.
    ///
    /// @param force it need not be there
    public Promise<Empty> remove(boolean force) {
        Promise<Empty> checked =
                force
                        ? Promise.of(Empty.EMPTY)
                        : find().map(
                                        found -> {
                                            if (found.isEmpty()) {
                                                throw new FluxException(
                                                        Errno.ENOENT, key() + " does not exist");
                                            }
                                            return Empty.EMPTY;
                                        });
        return checked.flatMap(
                        _ ->
                                noted(
                                        "unlink " + key() + "," + blobsKey(),
                                        keys.commit(
                                                List.of(
                                                        KvsKeys.unlink(key()),
                                                        KvsKeys.unlink(blobsKey())))))
                .flatMap(
                        _ ->
                                noted(
                                        "unmap " + name,
                                        tool.rpc()
                                                .call(
                                                        ContentProtocol.MMAP_REMOVE,
                                                        0,
                                                        new ContentProtocol.Tag(name))));
    }

    /// What cannot be removed is said and left.
    private Promise<Empty> noted(String what, Promise<Empty> step) {
        Deferred<Empty> done = new Deferred<>();
        step.then(
                done::complete,
                error -> {
                    tool.printer().note(what + ": " + error.getMessage());
                    done.complete(Empty.EMPTY);
                });
        return done;
    }
}
