package fluxj.services.kvs.tree;

import static fluxj.services.kvs.tree.TreeFixture.append;
import static fluxj.services.kvs.tree.TreeFixture.link;
import static fluxj.services.kvs.tree.TreeFixture.op;
import static fluxj.services.kvs.tree.TreeFixture.set;
import static fluxj.services.kvs.tree.TreeFixture.unlink;
import static fluxj.services.kvs.tree.TreeFixture.val;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.errors.Errno;
import fluxj.format.Blobref;
import fluxj.format.HashType;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.services.kvs.KvsProtocol;
import fluxj.treeobj.Dir;
import fluxj.treeobj.Symlink;
import fluxj.treeobj.Treeobj;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

class CommitCoreTest {
    private static final String LONG = "x".repeat(100);

    private final TreeFixture kvs = new TreeFixture();

    private static Blobref hash(String text) {
        return HashType.SHA1.hash(text.getBytes(StandardCharsets.UTF_8));
    }

    /// The references were read off flux-core's `flux kvs getroot -b` after the same changes.
    @Test
    void rootsAreThoseOfFluxCore() {
        kvs.commit(set("a.b.c", val("1")), set("a.d", val("\"" + LONG + "\"")));
        assertEquals("sha1-c36361bbb7baec743de5f5fb048136526dd6ccae", kvs.root.toString());
        kvs.commit(set("l", link("a.b")));
        assertEquals("sha1-5ec6e0c73e6fc4857fa8dcab61686e5a6e868b1e", kvs.root.toString());
        kvs.commit(append("l.c", val("2")));
        assertEquals("sha1-7263b1a4ce7df7a07db8f8de77ebd75012e47b4b", kvs.root.toString());
        kvs.commit(append("l.log", val("hello")));
        assertEquals("sha1-ff9c73672eab3a0691709e63c2f2e1c6fa787048", kvs.root.toString());
        kvs.commit(unlink("a.d"));
        assertEquals("sha1-52f22b694522df6c7e512c6de5366e857f7e92e2", kvs.root.toString());
        kvs.commit(set("e", Dir.EMPTY));
        assertEquals("sha1-87f380486efe619b9a1a66ee83676a13a1466567", kvs.root.toString());
    }

    @Test
    void withoutOperationsTheRootStays() {
        Blobref before = kvs.root;
        kvs.blobs.putAway(before);
        assertEquals(new CommitResult.NewRoot(before, List.of(), List.of()), kvs.apply());
    }

    @Test
    void keysAreNormalisedAndNamedOnce() {
        assertEquals(
                List.of("b", "a.b"),
                kvs.commit(set(".b", val("1")), set("a..b", val("2")), unlink("b")).keys());
    }

    @Test
    void makesDirectoriesOnTheWayAlsoWhereAValueIs() {
        kvs.commit(set("a", val("1")));
        kvs.commit(set("a.b.c", val("2")));
        assertEquals("2", kvs.textAt("a.b.c"));
    }

    @Test
    void unlinksWhatIsThereAndMindsNothingElse() {
        kvs.commit(set("a.b", val("1")), set("v", val("2")));
        Blobref before = kvs.root;
        kvs.commit(unlink("x"), unlink("a.x.y"), unlink("v.w"), unlink("x.y.z"));
        assertEquals(before, kvs.root);
        kvs.commit(unlink("a.b"));
        assertEquals(Optional.empty(), kvs.at("a.b"));
        assertTrue(kvs.at("a").isPresent());
        kvs.commit(unlink("a"));
        assertEquals(Optional.empty(), kvs.at("a"));
    }

    @Test
    void theLastOperationOnAKeyCounts() {
        kvs.commit(
                set("a.b", val("1")),
                unlink("a"),
                set("a.c", val("2")),
                set("d", Dir.EMPTY.with("old", val("3"))),
                set("d.new", val("4")),
                set("e.f", val("5")),
                set("e", val("6")));
        assertEquals(Optional.empty(), kvs.at("a.b"));
        assertEquals("2", kvs.textAt("a.c"));
        assertEquals("3", kvs.textAt("d.old"));
        assertEquals("4", kvs.textAt("d.new"));
        assertEquals("6", kvs.textAt("e"));
    }

    @Test
    void theRootIsNoKeyToSet() {
        kvs.assertRefused(Errno.EINVAL, set(".", Dir.EMPTY));
        kvs.assertRefused(Errno.EINVAL, unlink(".."));
        kvs.assertRefused(Errno.EINVAL, append(".", Dir.EMPTY));
    }

    @Test
    void theEmptyKeyIsANameLikeAnyOther() {
        kvs.commit(set("", val("1")));
        assertEquals("1", kvs.textAt(""));
    }

    @Test
    void longValuesLeaveTheirDirectory() {
        kvs.commit(set("short", val("x".repeat(54))), set("long", val("x".repeat(55))));
        assertEquals(Optional.of(val("x".repeat(54))), kvs.at("short"));
        Blobref ref = hash("x".repeat(55));
        assertEquals(Optional.of(new Treeobj.Valref(List.of(ref))), kvs.at("long"));
        assertEquals("x".repeat(55), kvs.textAt("long"));
    }

    @Test
    void directoriesLeaveTheirDirectory() {
        Dir inner = Dir.EMPTY.with("v", val(LONG)).with("e", Dir.EMPTY);
        CommitResult.NewRoot result = kvs.commit(set("a", Dir.EMPTY.with("b", inner)));
        assertEquals(Optional.of(new Treeobj.Valref(List.of(hash(LONG)))), kvs.at("a.b.v"));
        assertInstanceOf(Treeobj.Dirref.class, kvs.at("a.b").orElseThrow());
        assertInstanceOf(Treeobj.Dirref.class, kvs.at("a.b.e").orElseThrow());
        assertEquals(5, result.blobs().size());
        assertEquals(result.root(), result.blobs().getLast().ref());
    }

    @Test
    void objectsThatStandInsideAStoredDirectoryLeaveItWhenItIsOpened() {
        Dir odd = Dir.EMPTY.with("d", Dir.EMPTY.with("x", val("1"))).with("v", val(LONG));
        kvs.root = kvs.blobs.store(Dir.EMPTY.with("a", odd).with("b", odd));
        kvs.commit(set("a.new", val("1")), set("b", val("2")));
        assertInstanceOf(Treeobj.Dirref.class, kvs.at("a.d").orElseThrow());
        assertInstanceOf(Treeobj.Valref.class, kvs.at("a.v").orElseThrow());
        assertEquals("1", kvs.textAt("a.d.x"));
        assertEquals("2", kvs.textAt("b"));
    }

    @Test
    void equalContentMakesOneBlob() {
        Dir same = Dir.EMPTY.with("x", val("1"));
        assertEquals(
                2, kvs.commit(set("a", same), set("b", same), set("c.x", val("1"))).blobs().size());
    }

    @Test
    void untouchedDirectoriesAreNeitherReadNorWritten() {
        kvs.commit(set("a.b", val("1")), set("c.d", val("2")));
        Treeobj other = kvs.at("c").orElseThrow();
        kvs.blobs.putAway(assertInstanceOf(Treeobj.Dirref.class, other).blob());
        assertEquals(2, kvs.commit(set("a.b", val("3"))).blobs().size());
        assertEquals(Optional.of(other), kvs.at("c"));
    }

    @Test
    void appendsMakeAndLengthenValues() {
        kvs.commit(append("a", val("1")));
        assertEquals(Optional.of(val("1")), kvs.at("a"));
        kvs.commit(append("a", val("2")));
        assertEquals(Optional.of(new Treeobj.Valref(List.of(hash("1"), hash("2")))), kvs.at("a"));
        kvs.commit(append("a", val("")), append("a", val(LONG)));
        assertEquals(
                Optional.of(
                        new Treeobj.Valref(List.of(hash("1"), hash("2"), hash(""), hash(LONG)))),
                kvs.at("a"));
        assertEquals("12" + LONG, kvs.textAt("a"));
    }

    @Test
    void onlyValuesAreAppendedTo() {
        kvs.commit(set("d.x", val("1")), set("l", link("d.x")));
        kvs.assertRefused(Errno.EISDIR, append("d", val("2")));
        kvs.assertRefused(Errno.EISDIR, set("d.y", val("2")), append("d", val("2")));
        kvs.assertRefused(Errno.EOPNOTSUPP, append("l", val("2")));
        kvs.assertRefused(Errno.EPROTO, append("d.x", Dir.EMPTY));
    }

    @Test
    void linksAreFollowedOnTheWayButNotAtItsEnd() {
        kvs.commit(set("a.x", val("1")), set("l", link("a")), set("r", link(".")));
        kvs.commit(set("l.y", val("2")), set("r.r.l.z", val("3")), set("n", link("new.dir")));
        assertEquals("2", kvs.textAt("a.y"));
        assertEquals("3", kvs.textAt("a.z"));
        kvs.commit(set("n.x", val("4")), set("l", val("5")));
        assertEquals("4", kvs.textAt("new.dir.x"));
        assertEquals("1", kvs.textAt("a.x"));
        assertEquals("5", kvs.textAt("l"));
    }

    @Test
    void linksStayInTheirNamespace() {
        kvs.commit(
                set("here", new Symlink("a", Optional.of(KvsProtocol.PRIMARY))),
                set("there", new Symlink("a", Optional.of("other"))));
        kvs.commit(set("here.x", val("1")));
        assertEquals("1", kvs.textAt("a.x"));
        kvs.assertRefused(Errno.EINVAL, set("there.x", val("1")));
        kvs.assertRefused(Errno.EINVAL, unlink("there.x"));
    }

    @Test
    void linksThatLeadInCirclesAreRefused() {
        kvs.commit(set("a", link("b")), set("b", link("a")), set("c", link("c.c")));
        kvs.assertRefused(Errno.ELOOP, set("a.x", val("1")));
        kvs.assertRefused(Errno.ELOOP, set("c.x", val("1")));
    }

    @Test
    void namesAllDirectoriesThatAreMissing() {
        kvs.commit(set("a.b.x", val("1")), set("c.x", val("2")), set("d.x", val("3")));
        Blobref a = assertInstanceOf(Treeobj.Dirref.class, kvs.at("a").orElseThrow()).blob();
        Blobref b = assertInstanceOf(Treeobj.Dirref.class, kvs.at("a.b").orElseThrow()).blob();
        Blobref c = assertInstanceOf(Treeobj.Dirref.class, kvs.at("c").orElseThrow()).blob();
        List.of(a, b, c, kvs.root).forEach(kvs.blobs::putAway);
        JsonValue[] ops = {
            set("a.b.y", val("1")), unlink("c.x"), append("a.z", val("1")), set("d.y", val("1"))
        };
        assertEquals(new CommitResult.Missing(Set.of(kvs.root)), kvs.apply(ops));
        kvs.blobs.load(kvs.root);
        assertEquals(new CommitResult.Missing(Set.of(a, c)), kvs.apply(ops));
        kvs.blobs.load(c);
        assertEquals(new CommitResult.Missing(Set.of(a)), kvs.apply(ops));
        kvs.blobs.load(a);
        assertEquals(new CommitResult.Missing(Set.of(b)), kvs.apply(ops));
        kvs.blobs.load(b);
        kvs.commit(ops);
        assertEquals("1", kvs.textAt("a.b.y"));
        assertEquals("1", kvs.textAt("a.z"));
    }

    @Test
    void whatIsBrokenInTheStoreIsNotRecoverable() {
        Blobref noDirectory = kvs.blobs.store(new byte[] {1});
        Blobref empty = kvs.root;
        kvs.commit(
                set("bad", new Treeobj.Dirref(noDirectory)),
                set("two", new Treeobj.Dirref(List.of(empty, empty))));
        kvs.assertRefused(Errno.ENOTRECOVERABLE, set("bad.x", val("1")));
        kvs.assertRefused(Errno.ENOTRECOVERABLE, set("two.x", val("1")));
        kvs.root = noDirectory;
        kvs.assertRefused(Errno.ENOTRECOVERABLE, set("x", val("1")));
    }

    @Test
    void theFirstErrorInOrderIsAnswered() {
        JsonObject invalid = op("a", 0, JsonObject.EMPTY);
        JsonValue malformed = JsonObject.EMPTY;
        kvs.assertRefused(Errno.EINVAL, invalid, malformed);
        kvs.assertRefused(Errno.EPROTO, malformed, invalid);
        kvs.commit(set("d.x", val("1")));
        kvs.assertRefused(Errno.EISDIR, append("d", val("1")), malformed);
        kvs.blobs.putAway(assertInstanceOf(Treeobj.Dirref.class, kvs.at("d").orElseThrow()).blob());
        assertInstanceOf(
                CommitResult.Missing.class, kvs.apply(op("d.x", 0, JsonObject.EMPTY), malformed));
    }

    @Test
    void onlyLongValuesMustBeBase64() {
        String quoted = "\"}\\";
        kvs.commit(set("a", new Treeobj.Val(quoted)));
        assertEquals(Optional.of(new Treeobj.Val(quoted)), kvs.at("a"));
        kvs.assertRefused(Errno.EPROTO, set("a", new Treeobj.Val("!".repeat(73))));
        kvs.commit(set("b", new Treeobj.Val("\u00e9".repeat(36))));
        kvs.assertRefused(Errno.EPROTO, set("b", new Treeobj.Val("\u00e9".repeat(37))));
        kvs.assertRefused(Errno.EPROTO, append("a", val("1")));
    }

    @Test
    void aKeyMayHaveAnyNumberOfNames() {
        String deep = "a.".repeat(50_000) + "b";
        assertEquals(50_001, kvs.commit(set(deep, val("1"))).blobs().size());
        assertEquals("1", kvs.textAt(deep));
        kvs.commit(unlink(deep));
        assertEquals(Optional.empty(), kvs.at(deep));
    }

    @Test
    void largeValuesAreDecodedOnce() {
        byte[] large = new byte[10_000_000];
        Arrays.fill(large, (byte) 7);
        CommitResult.NewRoot result = kvs.commit(set("a", Treeobj.Val.of(large)));
        assertArrayEquals(large, result.blobs().getFirst().bytes().bytes());
        assertEquals(Optional.empty(), result.blobs().getFirst().directory());
    }

    @Test
    void aRefusedCommitLeavesEverythingAsItWas() {
        kvs.commit(set("a.b", val("1")));
        Optional<Dir> before = kvs.blobs.directory(kvs.root);
        kvs.assertRefused(
                Errno.EINVAL, set("a.b", val("2")), unlink("a"), set("c", val(LONG)), unlink("."));
        assertEquals(before, kvs.blobs.directory(kvs.root));
        assertEquals("1", kvs.textAt("a.b"));
    }
}
