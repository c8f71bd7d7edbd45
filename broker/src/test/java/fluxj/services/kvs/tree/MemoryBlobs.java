package fluxj.services.kvs.tree;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Blobref;
import fluxj.format.HashType;
import fluxj.treeobj.Dir;
import fluxj.treeobj.Treeobj;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A content store in memory whose blobs may be out of reach until they are loaded.
final class MemoryBlobs implements Blobs {
    private final Map<Blobref, byte[]> stored = new LinkedHashMap<>();
    private final Map<Blobref, Dir> decoded = new HashMap<>();
    private final Set<Blobref> away = new HashSet<>();

    MemoryBlobs() {
        store(Dir.EMPTY.encode());
    }

    Blobref store(byte[] bytes) {
        Blobref ref = HashType.SHA1.hash(bytes);
        stored.put(ref, bytes);
        return ref;
    }

    Blobref store(Treeobj object) {
        return store(object.encode());
    }

    /// Keeps what a commit made, and checks that it made what it says.
    Blobref keep(CommitResult.NewRoot result) {
        for (NewBlob blob : result.blobs()) {
            Blobref ref = store(blob.bytes().bytes());
            if (!ref.equals(blob.ref())) {
                throw new AssertionError("not the blob of " + blob.ref());
            }
            blob.directory()
                    .ifPresent(
                            dir -> {
                                if (!dir.equals(Treeobj.decode(blob.bytes().bytes()))) {
                                    throw new AssertionError("not the directory of " + ref);
                                }
                            });
        }
        return result.root();
    }

    void putAway(Blobref ref) {
        away.add(ref);
    }

    Set<Blobref> all() {
        return stored.keySet();
    }

    void load(Blobref ref) {
        if (!away.remove(ref)) {
            throw new AssertionError(ref + " is called missing, but was at hand");
        }
    }

    @Override
    public Optional<Dir> directory(Blobref ref) {
        return bytes(ref).map(bytes -> decoded.computeIfAbsent(ref, _ -> decode(bytes)));
    }

    /// Checks that nobody changed a directory that was handed out.
    void checkDirectories() {
        decoded.forEach(
                (ref, dir) -> {
                    if (!HashType.SHA1.hash(dir.encode()).equals(ref)) {
                        throw new AssertionError("directory " + ref + " has changed");
                    }
                });
    }

    private static Dir decode(byte[] blob) {
        try {
            if (Treeobj.decode(blob) instanceof Dir dir) {
                return dir;
            }
            throw new FluxException(Errno.ENOTRECOVERABLE);
        } catch (FluxException e) {
            throw new FluxException(Errno.ENOTRECOVERABLE, e.text());
        }
    }

    @Override
    public Optional<byte[]> bytes(Blobref ref) {
        return away.contains(ref) ? Optional.empty() : Optional.ofNullable(stored.get(ref));
    }
}
