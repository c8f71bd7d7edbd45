package fluxj.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.errors.FluxException;
import fluxj.format.Blobref;
import fluxj.treeobj.Dir;
import fluxj.treeobj.Treeobj;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

class FsckTest {
    private final MemoryBroker broker = new MemoryBroker();

    private Blobref blob(String text) {
        return broker.put(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Treeobj.Valref values(Blobref... blobs) {
        return new Treeobj.Valref(List.of(blobs));
    }

    private Treeobj.Dirref stored(Map<String, ? extends Treeobj> entries) {
        return new Treeobj.Dirref(broker.put(Dir.of(entries)));
    }

    private Fsck.Result check(boolean verbose, boolean repair, boolean jobAware) {
        return check(verbose, repair, jobAware, true);
    }

    private Fsck.Result check(boolean verbose, boolean repair, boolean jobAware, boolean thorough) {
        return broker.get(
                new Fsck(
                                broker.tool(),
                                new Fsck.Options(
                                        verbose,
                                        false,
                                        repair,
                                        jobAware,
                                        thorough,
                                        Optional.empty(),
                                        Instant.ofEpochSecond(2000)))
                        .run());
    }

    private Dir newestRoot() {
        return broker.directory(
                Blobref.parse(broker.checkpoints.getFirst().text("rootref").orElseThrow()));
    }

    private Treeobj find(Dir root, String... path) {
        Treeobj at = root;
        for (String name : path) {
            Dir dir =
                    at instanceof Treeobj.Dirref dirref
                            ? broker.directory(dirref.blob())
                            : (Dir) at;
            at = dir.get(name).orElseThrow(() -> new AssertionError("no " + name));
        }
        return at;
    }

    @Test
    void aSoundTreeHasNoErrors() {
        Treeobj dir = stored(Map.of("b", values(blob("one"), blob("two"))));
        broker.checkpoint(broker.put(Dir.of(Map.of("a", dir))));
        assertEquals(new Fsck.Result(0, 0, 0), check(true, false, false));
        assertTrue(
                broker.lines.getFirst().startsWith("Checking integrity of checkpoint from "),
                broker.lines.toString());
        assertEquals(
                List.of("a", "a.b", "Total errors: 0"),
                broker.lines.subList(1, broker.lines.size()));
    }

    @Test
    void asksForManyBlobsAtOnce() {
        Map<String, Treeobj> entries = new TreeMap<>();
        for (int i = 0; i < 1500; i++) {
            entries.put("k" + i, values(blob("value " + i)));
        }
        broker.checkpoint(broker.put(Dir.of(entries)));
        assertEquals(0, check(false, false, false, false).errors());
        assertEquals(1000, broker.mostUnderWay);
    }

    @Test
    void namesWhatIsMissing() {
        Blobref gone = blob("gone");
        Treeobj dir = stored(Map.of("b", values(blob("one"), gone), "d", new Treeobj.Dirref(gone)));
        broker.checkpoint(broker.put(Dir.of(Map.of("a", dir))));
        broker.blobs.remove(gone);
        assertEquals(new Fsck.Result(2, 0, 0), check(false, false, false));
        assertEquals(
                List.of(
                        "a.b: missing blobref(s)",
                        "a.d: missing dirref blobref",
                        "Total errors: 2"),
                broker.lines.subList(1, broker.lines.size()));
        assertEquals(1, broker.checkpoints.size());
    }

    @Test
    void verboseNamesEachBlob() {
        Blobref gone = blob("gone");
        broker.checkpoint(broker.put(Dir.of(Map.of("b", values(gone, blob("one"), gone)))));
        broker.blobs.remove(gone);
        check(true, false, false);
        assertEquals(
                List.of(
                        "b",
                        "b: missing blobref index=0",
                        "b: missing blobref index=2",
                        "Total errors: 1"),
                broker.lines.subList(1, broker.lines.size()));
    }

    @Test
    void repairKeepsWhatIsLeftInLostAndFound() {
        Blobref gone = blob("gone");
        Blobref one = blob("one");
        Treeobj good = Treeobj.Val.of(new byte[] {1});
        Treeobj dir =
                stored(
                        Map.of(
                                "b",
                                values(one, gone),
                                "c",
                                values(gone),
                                "d",
                                new Treeobj.Dirref(gone),
                                "good",
                                good));
        broker.checkpoint(broker.put(Dir.of(Map.of("a", dir, "x", values(gone)))));
        broker.blobs.remove(gone);
        assertEquals(new Fsck.Result(4, 3, 1), check(false, true, false));
        assertEquals(
                List.of(
                        "Total errors: 4",
                        "Updated primary checkpoint to include lost+found",
                        "Total repairs: 3",
                        "Total unlinked directories: 1"),
                broker.lines.subList(broker.lines.size() - 4, broker.lines.size()));
        assertEquals(8L, broker.checkpoints.getFirst().whole("sequence").orElseThrow());
        Dir root = newestRoot();
        assertEquals(values(one), find(root, "lost+found", "a", "b"));
        assertEquals(Treeobj.Val.of(new byte[0]), find(root, "lost+found", "a", "c"));
        assertEquals(Treeobj.Val.of(new byte[0]), find(root, "lost+found", "x"));
        assertEquals(2, root.size());
        assertEquals(stored(Map.of("good", good)), find(root, "a"));
        broker.lines.clear();
        assertEquals(new Fsck.Result(0, 0, 0), check(false, true, false));
        assertEquals(1, broker.lines.size(), broker.lines.toString());
    }

    @Test
    void aDamagedJobIsMovedWhole() {
        Blobref gone = blob("gone");
        Treeobj text = Treeobj.Val.of(new byte[] {1});
        Treeobj guest = stored(Map.of("bad", values(gone), "out", text));
        Treeobj badJob = stored(Map.of("J", text, "guest", guest, "bad", values(gone)));
        Treeobj goodJob = stored(Map.of("J", text));
        Treeobj group = stored(Map.of("badd", badJob, "cdef", goodJob));
        Treeobj job = stored(Map.of("0123", stored(Map.of("4567", stored(Map.of("89ab", group))))));
        broker.checkpoint(broker.put(Dir.of(Map.of("job", job))));
        broker.blobs.remove(gone);
        assertEquals(new Fsck.Result(2, 2, 0), check(true, true, true));
        assertTrue(
                broker.lines.contains("job fC3CPq7c6wN moved to lost+found"),
                broker.lines.toString());
        Dir root = newestRoot();
        String[] moved = {"lost+found", "job", "0123", "4567", "89ab", "badd", "J"};
        assertEquals(text, find(root, moved));
        moved[6] = "bad";
        assertEquals(Treeobj.Val.of(new byte[0]), find(root, moved));
        moved[6] = "guest";
        assertEquals(
                stored(Map.of("bad", Treeobj.Val.of(new byte[0]), "out", text)), find(root, moved));
        assertEquals(stored(Map.of("cdef", goodJob)), find(root, "job", "0123", "4567", "89ab"));
    }

    @Test
    void aMissingRootIsAnError() {
        Blobref gone = blob("gone");
        broker.checkpoint(gone);
        broker.blobs.clear();
        assertEquals(1, check(false, false, false).errors());
        assertEquals(new Fsck.Result(1, 0, 0), check(false, true, false));
        assertTrue(
                broker.lines.contains("cannot load root tree object: No such file or directory"));
    }

    @Test
    void blobsThatAreNoDirectoriesAreErrors() {
        Treeobj notJson = new Treeobj.Dirref(blob("not json"));
        Treeobj notDir = new Treeobj.Dirref(broker.put(Treeobj.Val.of(new byte[0])));
        Treeobj two = new Treeobj.Dirref(List.of(blob("a"), blob("b")));
        broker.checkpoint(broker.put(Dir.of(Map.of("a", notJson, "b", notDir, "c", two))));
        assertEquals(new Fsck.Result(3, 0, 0), check(false, true, false));
        List<String> lines =
                broker.lines.subList(1, broker.lines.size()).stream().sorted().toList();
        assertEquals(
                List.of(
                        "Total errors: 3",
                        "a: could not decode tree object",
                        "b: dirref references non-directory",
                        "c: dirref blobref count is not 1"),
                lines);
    }

    @Test
    void doesNotRepairUnderARunningKvs() {
        broker.kvsRuns = true;
        broker.root = blob("x").toString();
        FluxException error = assertThrows(FluxException.class, () -> check(false, true, false));
        assertEquals(
                "please unload kvs module before using flux-fsck --repair", error.getMessage());
    }

    @Test
    void withoutCheckpointThereIsNothingToCheck() {
        FluxException error = assertThrows(FluxException.class, () -> check(false, false, false));
        assertEquals("error fetching checkpoints: No such file or directory", error.getMessage());
    }

    @Test
    void aBlobWithOtherContentIsAnErrorInValuesAndDirectories() {
        Blobref bad = blob("one");
        Treeobj.Dirref dir = stored(Map.of("x", values(blob("two"))));
        broker.checkpoint(
                broker.put(Dir.of(Map.of("a", values(blob("zero"), bad), "b", dir, "c", dir))));
        broker.blobs.put(bad, "One".getBytes(StandardCharsets.UTF_8));
        broker.blobs.put(dir.blob(), Dir.EMPTY.encode());
        assertEquals(new Fsck.Result(3, 0, 0), check(true, true, false));
        assertEquals(
                List.of(
                        "a: error retrieving blobref index=1: Input/output error",
                        "b: error retrieving dirref blobref: Input/output error",
                        "c: error retrieving dirref blobref: Input/output error",
                        "Total errors: 3"),
                broker.lines.stream().filter(l -> l.contains("rror")).toList());
    }

    @Test
    void aQuickCheckAsksForTheBlobsOfValuesAndReadsNone() {
        Blobref bad = blob("one");
        broker.checkpoint(broker.put(Dir.of(Map.of("a", values(bad)))));
        broker.blobs.put(bad, "One".getBytes(StandardCharsets.UTF_8));
        assertEquals(new Fsck.Result(0, 0, 0), check(false, false, false, false));
        assertEquals(new Fsck.Result(1, 0, 0), check(false, false, false, true));
    }

    @Test
    void nestingWithoutEndIsAnErrorAndNoOverflow() {
        Treeobj nested = stored(Map.of());
        for (int level = 0; level < 10_000; level++) {
            nested = stored(Map.of("a", nested));
        }
        broker.checkpoint(broker.put(Dir.of(Map.of("a", nested, "b", values(blob("one"))))));
        assertEquals(new Fsck.Result(1, 0, 0), check(false, false, false));
        String line = broker.lines.get(1);
        assertTrue(line.endsWith(": directories are nested deeper than 4096 levels"), line);
    }
}
