package fluxj.services.kvs.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import fluxj.errors.Errno;
import fluxj.format.Blobref;
import fluxj.format.HashType;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.services.kvs.KvsProtocol;
import fluxj.treeobj.Dir;
import fluxj.treeobj.KvsKey;
import fluxj.treeobj.Symlink;
import fluxj.treeobj.Treeobj;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// A namespace to commit to and to look up in.
final class TreeFixture {
    final MemoryBlobs blobs = new MemoryBlobs();
    Blobref root = HashType.SHA1.hash(Dir.EMPTY.encode());

    static Treeobj.Val val(String text) {
        return Treeobj.Val.of(text.getBytes(StandardCharsets.UTF_8));
    }

    static Symlink link(String target) {
        return new Symlink(target, Optional.empty());
    }

    static JsonObject op(String key, int flags, JsonValue dirent) {
        return JsonObject.builder()
                .put("key", key)
                .put("flags", flags)
                .put("dirent", dirent)
                .build();
    }

    static JsonObject set(String key, Treeobj object) {
        return op(key, 0, object.toJson());
    }

    static JsonObject append(String key, Treeobj object) {
        return op(key, KvsProtocol.APPEND, object.toJson());
    }

    static JsonObject unlink(String key) {
        return op(key, 0, JsonValue.Null.NULL);
    }

    CommitResult apply(JsonValue... ops) {
        List<Op> all = OpReader.read(JsonArray.of(ops));
        return CommitCore.apply(HashType.SHA1, KvsProtocol.PRIMARY, root, all, blobs);
    }

    /// Commits what must succeed.
    CommitResult.NewRoot commit(JsonValue... ops) {
        CommitResult.NewRoot result = assertInstanceOf(CommitResult.NewRoot.class, apply(ops));
        root = blobs.keep(result);
        return result;
    }

    void assertRefused(Errno errno, JsonValue... ops) {
        CommitResult.Refused refused = assertInstanceOf(CommitResult.Refused.class, apply(ops));
        assertEquals(errno, refused.error().errno());
    }

    LookupResult find(String key, int flags) {
        return TreeLookup.find(
                KvsKey.of(key),
                flags,
                root,
                blobs,
                namespace -> {
                    throw new AssertionError("nobody asked for " + namespace);
                });
    }

    /// What stands at a key, references and links as they are; empty when nothing does.
    Optional<Treeobj> at(String key) {
        return switch (find(key, KvsProtocol.TREEOBJ)) {
            case LookupResult.Found(Treeobj object) -> Optional.of(object);
            case LookupResult.NotThere _ -> Optional.empty();
            case LookupResult.Missing _, LookupResult.UnknownNamespace _, LookupResult.Refused _ ->
                    throw new AssertionError(key);
        };
    }

    /// The value of a key as text.
    String textAt(String key) {
        LookupResult.Found found = assertInstanceOf(LookupResult.Found.class, find(key, 0));
        return new String(
                assertInstanceOf(Treeobj.Val.class, found.object()).bytes(),
                StandardCharsets.UTF_8);
    }

    void assertFails(Errno errno, String key, int flags) {
        LookupResult.Refused refused =
                assertInstanceOf(LookupResult.Refused.class, find(key, flags));
        assertEquals(errno, refused.error().errno());
    }
}
