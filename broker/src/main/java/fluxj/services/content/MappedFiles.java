package fluxj.services.content;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Blobref;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.reactor.Promise;
import fluxj.reactor.Reactor;
import fluxj.rpc.Empty;
import fluxj.services.content.ContentProtocol.Mapping;
import fluxj.wire.Payload;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Files of rank 0 whose parts are offered as blobs, by tag. A part is read each time somebody
/// wants it, and given away only while it still has its hash; nothing is held in memory, so a file
/// that shrinks is an error and no more.
final class MappedFiles {
    private final boolean leader;
    private final Reactor reactor;
    private final MappedFile.Reader reader;
    private final Map<String, List<MappedFile>> tags = new LinkedHashMap<>();
    private final Map<Blobref, MappedFile.Part> parts = new HashMap<>();

    MappedFiles(boolean leader, Reactor reactor, MappedFile.Reader reader) {
        this.leader = leader;
        this.reactor = reactor;
        this.reader = reader;
    }

    boolean isLeader() {
        return leader;
    }

    boolean has(Blobref ref) {
        return !parts.isEmpty() && parts.containsKey(ref);
    }

    /// The bytes of a part; fails with EINVAL when they are not what they were.
    Promise<Payload> read(Blobref ref) {
        MappedFile.Part part = parts.get(ref);
        if (part == null) {
            return Promise.failed(new FluxException(Errno.ENOENT));
        }
        return reactor.blocking(() -> part.read(ref));
    }

    /// Hashes a file and offers its parts.
    Promise<fluxj.rpc.Empty> add(Mapping mapping) {
        if (!leader) {
            throw new FluxException(Errno.EINVAL, "content may only be mmapped on rank 0");
        }
        if (!mapping.path().startsWith("/")) {
            throw new FluxException(Errno.EINVAL, "path must be fully qualified");
        }
        if (mapping.chunksize() < 0) {
            throw new FluxException(Errno.EINVAL, "chunksize must not be negative");
        }
        return reactor.blocking(() -> reader.read(mapping.path(), mapping.chunksize()))
                .map(
                        file -> {
                            tags.computeIfAbsent(mapping.tag(), _ -> new ArrayList<>()).add(file);
                            offer(file);
                            return Empty.EMPTY;
                        });
    }

    private void offer(MappedFile file) {
        file.parts().forEach(parts::putIfAbsent);
    }

    /// Takes the files of a tag away. The same bytes may stand in files of other tags, which offer
    /// them from now on.
    void remove(String tag) {
        if (!leader) {
            throw new FluxException(Errno.EINVAL, "content can only be mmapped on rank 0");
        }
        if (tags.remove(tag) != null) {
            parts.clear();
            tags.values().forEach(files -> files.forEach(this::offer));
        }
    }

    /// The tags with their paths, and how many blobs there are; null above rank 0.
    JsonValue stats() {
        if (!leader) {
            return JsonValue.Null.NULL;
        }
        JsonObject.Builder byTag = JsonObject.builder();
        tags.forEach(
                (tag, files) -> {
                    List<String> paths = new ArrayList<>();
                    files.forEach(file -> paths.add(file.path()));
                    byTag.put(tag, JsonArray.ofTexts(paths));
                });
        return JsonObject.builder().put("tags", byTag.build()).put("blobs", parts.size()).build();
    }
}
