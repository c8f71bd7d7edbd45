package fluxj.services.kvs.tree;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Blobref;
import fluxj.format.HashType;
import fluxj.treeobj.Dir;
import fluxj.treeobj.Treeobj;
import fluxj.wire.Payload;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Turns opened directories and long values into blobs, each once.
final class BlobMaker {
    /// A value stays in its directory while its base64 is no longer than this: as long as a blob
    /// reference can be.
    private static final int INLINE = 72;

    private final HashType hash;
    private final Map<Blobref, NewBlob> blobs = new LinkedHashMap<>();

    BlobMaker(HashType hash) {
        this.hash = hash;
    }

    List<NewBlob> blobs() {
        return List.copyOf(blobs.values());
    }

    /// Makes a blob of the bytes of a value.
    ///
    /// @throws FluxException EPROTO when it is not base64
    Blobref store(Treeobj.Val val) {
        return store(bytesOf(val), Optional.empty());
    }

    private static byte[] bytesOf(Treeobj.Val val) {
        try {
            return val.bytes();
        } catch (FluxException e) {
            throw new FluxException(Errno.EPROTO, e.text());
        }
    }

    /// Makes blobs of an opened directory and all below it, those below first.
    Blobref store(WorkDir root) {
        List<WorkDir> below = new ArrayList<>();
        root.openedBelow().forEach(below::add);
        for (int i = 0; i < below.size(); i++) {
            below.get(i).openedBelow().forEach(below::add);
        }
        IdentityHashMap<WorkDir, Treeobj.Dirref> references = new IdentityHashMap<>();
        for (WorkDir dir : below.reversed()) {
            references.put(dir, new Treeobj.Dirref(store(dir.toDir(references))));
        }
        return store(root.toDir(references));
    }

    private Blobref store(Dir dir) {
        Dir.Changes longValues = new Dir.Changes(dir);
        for (int i = 0; i < dir.size(); i++) {
            if (dir.entryAt(i) instanceof Treeobj.Val val && isLong(val.base64())) {
                longValues.put(dir.nameAt(i), new Treeobj.Valref(List.of(store(val))));
            }
        }
        Dir finished = longValues.toDir();
        return store(finished.encode(), Optional.of(finished));
    }

    private static boolean isLong(String base64) {
        int length = base64.length();
        return length > INLINE
                || (length * 3 > INLINE && base64.getBytes(StandardCharsets.UTF_8).length > INLINE);
    }

    private Blobref store(byte[] bytes, Optional<Dir> directory) {
        Blobref ref = hash.hash(bytes);
        blobs.putIfAbsent(ref, new NewBlob(ref, Payload.ofBytes(bytes), directory));
        return ref;
    }
}
