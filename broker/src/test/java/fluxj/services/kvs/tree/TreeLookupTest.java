package fluxj.services.kvs.tree;

import static fluxj.services.kvs.KvsProtocol.READDIR;
import static fluxj.services.kvs.KvsProtocol.READLINK;
import static fluxj.services.kvs.KvsProtocol.TREEOBJ;
import static fluxj.services.kvs.tree.TreeFixture.append;
import static fluxj.services.kvs.tree.TreeFixture.link;
import static fluxj.services.kvs.tree.TreeFixture.set;
import static fluxj.services.kvs.tree.TreeFixture.val;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Blobref;
import fluxj.format.HashType;
import fluxj.treeobj.Dir;
import fluxj.treeobj.KvsKey;
import fluxj.treeobj.Symlink;
import fluxj.treeobj.Treeobj;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;
import java.util.Set;

class TreeLookupTest {
    private static final String LONG = "x".repeat(100);
    private static final LookupResult NOT_THERE = new LookupResult.NotThere();

    private final TreeFixture kvs = new TreeFixture();

    private static LookupResult found(Treeobj object) {
        return new LookupResult.Found(object);
    }

    private Dir directory(String key) {
        return kvs.blobs.directory(reference(key).blob()).orElseThrow();
    }

    private Treeobj.Dirref reference(String key) {
        return assertInstanceOf(Treeobj.Dirref.class, kvs.at(key).orElseThrow());
    }

    private LookupResult findWith(String key, Roots roots) {
        return TreeLookup.find(KvsKey.of(key), 0, kvs.root, kvs.blobs, roots);
    }

    @Test
    void theRootIsADirectory() {
        kvs.commit(set("a", val("1")));
        kvs.assertFails(Errno.EISDIR, ".", 0);
        kvs.assertFails(Errno.EISDIR, ".", READLINK);
        Dir root = kvs.blobs.directory(kvs.root).orElseThrow();
        assertEquals(found(root), kvs.find(".", READDIR));
        assertEquals(found(root), kvs.find(".", READDIR | READLINK));
        assertEquals(found(new Treeobj.Dirref(kvs.root)), kvs.find(".", TREEOBJ));
    }

    @Test
    void aValueIsOneWhereverItsBytesAre() {
        kvs.commit(set("a.short", val("1")), set("a.long", val(LONG)), append("a.log", val("2")));
        kvs.commit(append("a.log", val("3")), append("a.log", val(LONG)));
        assertEquals(found(val("1")), kvs.find("a.short", 0));
        assertEquals(found(val(LONG)), kvs.find("a.long", 0));
        assertEquals(found(val("23" + LONG)), kvs.find("a.log", 0));
        for (String key : List.of("a.short", "a.long", "a.log")) {
            kvs.assertFails(Errno.ENOTDIR, key, READDIR);
            kvs.assertFails(Errno.EINVAL, key, READLINK);
            kvs.assertFails(Errno.EINVAL, key, READLINK | READDIR);
        }
    }

    @Test
    void aDirectoryIsReadWhenAskedFor() {
        kvs.commit(set("a.b.c", val("1")));
        kvs.assertFails(Errno.EISDIR, "a.b", 0);
        kvs.assertFails(Errno.EINVAL, "a.b", READLINK | READDIR);
        assertEquals(found(Dir.EMPTY.with("c", val("1"))), kvs.find("a.b", READDIR));
        assertEquals(found(reference("a.b")), kvs.find("a.b", TREEOBJ | READDIR | READLINK));
    }

    @Test
    void whatIsNotThereIsNoError() {
        kvs.commit(set("a.b", val("1")), set("a.c", val(LONG)), set("l", link("nowhere")));
        for (String key : List.of("x", "a.x", "a.x.y", "a.b.c", "a.c.d", "l", "l.x", "")) {
            assertEquals(NOT_THERE, kvs.find(key, 0));
            assertEquals(NOT_THERE, kvs.find(key, READDIR));
        }
    }

    @Test
    void linksAreFollowedUnlessTheyAreAskedFor() {
        kvs.commit(
                set("a.b", val("1")),
                set("l", link("a")),
                set("m", link("l.b")),
                set("r", link(".")),
                set("q", link("..")));
        assertEquals(found(val("1")), kvs.find("m", 0));
        assertEquals(found(val("1")), kvs.find("r.r.q.l.b", 0));
        assertEquals(found(directory("a")), kvs.find("l", READDIR));
        assertEquals(kvs.find(".", READDIR), kvs.find("r", READDIR));
        kvs.assertFails(Errno.EISDIR, "l", 0);
        assertEquals(found(link("l.b")), kvs.find("m", READLINK));
        assertEquals(found(link("l.b")), kvs.find("r.m", TREEOBJ));
        kvs.assertFails(Errno.ENOTDIR, "m", READLINK | READDIR);
    }

    @Test
    void aChainOfLinksOnTheWayToALinkIsFollowed() {
        kvs.commit(set("a.l", link("x")), set("b", link("a")), set("c", link("b")));
        assertEquals(found(link("x")), kvs.find("c.l", READLINK));
        assertEquals(found(link("x")), kvs.find("c.l", TREEOBJ));
    }

    @Test
    void linksMayLeadTenDeep() {
        kvs.commit(set("l0", val("1")));
        for (int i = 1; i <= 11; i++) {
            kvs.commit(set("l" + i, link("l" + (i - 1))));
        }
        assertEquals(found(val("1")), kvs.find("l10", 0));
        kvs.assertFails(Errno.ELOOP, "l11", 0);
        kvs.commit(set("round", link("round")), set("longer", link("longer.longer")));
        kvs.assertFails(Errno.ELOOP, "round", 0);
        kvs.assertFails(Errno.ELOOP, "longer.x", 0);
        assertEquals(found(link("round")), kvs.find("round", READLINK));
    }

    @Test
    void linksSideBySideAreNotDeep() {
        kvs.commit(set("r", link(".")), set("v", val("1")));
        assertEquals(found(val("1")), kvs.find("r.".repeat(100) + "v", 0));
    }

    @Test
    void linksThatMultiplyAreRefusedSoon() {
        kvs.commit(set("l0", link(".")));
        for (int i = 1; i < 10; i++) {
            kvs.commit(set("l" + i, link(("l" + (i - 1) + ".").repeat(100))));
        }
        kvs.assertFails(Errno.ELOOP, "l9.x", 0);
    }

    @Test
    void linksMayLeadIntoAnotherNamespaceAndStayThere() {
        TreeFixture other = new TreeFixture();
        other.commit(set("x.y", val("1")), set("l", link("x")), set("v", val("2")));
        other.blobs.all().forEach(ref -> kvs.blobs.store(other.blobs.bytes(ref).orElseThrow()));
        kvs.commit(
                set("to", new Symlink("l", Optional.of("other"))),
                set("root", new Symlink(".", Optional.of("other"))),
                set("v", val("3")));
        Roots roots = namespace -> Optional.of(other.root).filter(_ -> namespace.equals("other"));
        assertEquals(found(val("1")), findWith("to.y", roots));
        assertEquals(found(val("2")), findWith("root.v", roots));
        assertEquals(found(val("3")), findWith("v", roots));
        assertEquals(
                new LookupResult.UnknownNamespace("other"),
                findWith("to.y", _ -> Optional.empty()));
        FluxException refusal = new FluxException(Errno.EPERM);
        assertEquals(
                new LookupResult.Refused(refusal),
                findWith(
                        "to.y",
                        _ -> {
                            throw refusal;
                        }));
    }

    @Test
    void namesTheDirectoryThatIsMissing() {
        kvs.commit(set("a.b.c", val("1")));
        Blobref a = reference("a").blob();
        Blobref b = reference("a.b").blob();
        List.of(kvs.root, a, b).forEach(kvs.blobs::putAway);
        for (Blobref ref : List.of(kvs.root, a, b)) {
            assertEquals(new LookupResult.Missing(Set.of(ref)), kvs.find("a.b.c", 0));
            assertEquals(new LookupResult.Missing(Set.of(ref)), kvs.find("a.b", READDIR));
            kvs.blobs.load(ref);
        }
        assertEquals(found(val("1")), kvs.find("a.b.c", 0));
    }

    @Test
    void namesAllBlobsOfAValueThatAreMissing() {
        kvs.commit(append("a", val("1")), append("a", val("2")), append("a", val("3")));
        List<Blobref> parts =
                assertInstanceOf(Treeobj.Valref.class, kvs.at("a").orElseThrow()).blobs();
        kvs.blobs.putAway(parts.get(0));
        kvs.blobs.putAway(parts.get(2));
        assertEquals(
                new LookupResult.Missing(Set.of(parts.get(0), parts.get(2))), kvs.find("a", 0));
        assertEquals(found(new Treeobj.Valref(parts)), kvs.find("a", TREEOBJ));
    }

    @Test
    void aBadRootIsTheFaultOfWhoNamesIt() {
        kvs.root = kvs.blobs.store(new byte[] {1});
        kvs.assertFails(Errno.EINVAL, "a", 0);
        kvs.assertFails(Errno.EINVAL, ".", READDIR);
        kvs.root = kvs.blobs.store(val("1"));
        kvs.assertFails(Errno.EINVAL, "a", 0);
    }

    @Test
    void whatIsBrokenInTheStoreIsNotRecoverable() {
        Blobref empty = HashType.SHA1.hash(Dir.EMPTY.encode());
        kvs.commit(
                set("bad", new Treeobj.Dirref(kvs.blobs.store(new byte[] {1}))),
                set("two", new Treeobj.Dirref(List.of(empty, empty))));
        kvs.assertFails(Errno.ENOTRECOVERABLE, "bad.x", 0);
        kvs.assertFails(Errno.ENOTRECOVERABLE, "bad", READDIR);
        kvs.assertFails(Errno.ENOTRECOVERABLE, "two.x", 0);
        kvs.assertFails(Errno.ENOTRECOVERABLE, "two", READDIR);
        kvs.assertFails(Errno.EISDIR, "two", 0);
    }

    @Test
    void directoriesThatStandInsideAnotherAreReadLikeAny() {
        Dir inner = Dir.EMPTY.with("x", val("1"));
        kvs.root = kvs.blobs.store(Dir.EMPTY.with("d", inner));
        assertEquals(found(val("1")), kvs.find("d.x", 0));
        assertEquals(found(inner), kvs.find("d", READDIR));
        kvs.assertFails(Errno.EISDIR, "d", 0);
    }
}
