package fluxj.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.errors.FluxException;
import fluxj.format.Blobref;
import fluxj.treeobj.Dir;
import fluxj.treeobj.Treeobj;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

class GcTest {
    private final MemoryBroker broker = new MemoryBroker();

    private Blobref blob(String text) {
        return broker.put(text.getBytes(StandardCharsets.UTF_8));
    }

    private void collect(int verbose, boolean markOnly) {
        broker.get(
                new Gc(broker.tool(), new Gc.Options(verbose, false, 2, markOnly, Duration.ZERO))
                        .run());
    }

    private Blobref tree(Blobref... values) {
        Treeobj below =
                new Treeobj.Dirref(
                        broker.put(Dir.of(Map.of("v", new Treeobj.Valref(List.of(values))))));
        return broker.put(Dir.of(Map.of("a", below, "again", below)));
    }

    @Test
    void whatNothingRefersToIsDeleted() {
        Blobref kept = blob("kept");
        Blobref root = tree(kept, kept);
        broker.checkpoint(root);
        Blobref live = tree(blob("live"));
        broker.kvsRuns = true;
        broker.root = live.toString();
        Set<Blobref> wanted = Set.copyOf(broker.blobs.keySet());
        blob("garbage");
        blob("more garbage");
        collect(0, false);
        assertEquals(wanted, broker.blobs.keySet());
        assertEquals(
                List.of("gc complete: marked 6, reclaimed 2 blobs (horizon epoch 9)"),
                broker.lines);
        assertEquals(4, broker.topics.stream().filter("content.load"::equals).count());
    }

    @Test
    void worksWithoutKvs() {
        broker.checkpoint(tree(blob("x")));
        collect(1, false);
        assertTrue(broker.lines.contains("kvs not loaded; skipping live primary root"));
        assertTrue(broker.lines.contains("sweep complete: deleted 0 blobs"));
    }

    @Test
    void marksAreSentInBatches() {
        List<Blobref> many = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            many.add(blob("part " + i));
        }
        broker.checkpoint(tree(many.toArray(new Blobref[0])));
        collect(0, false);
        assertEquals(20_002, broker.marked.size());
        assertEquals(1000, broker.largestMark);
    }

    @Test
    void nothingIsDeletedWhenADirectoryIsMissing() {
        Blobref root = tree(blob("x"));
        broker.checkpoint(root);
        Blobref below = ((Treeobj.Dirref) broker.directory(root).entryAt(0)).blob();
        broker.blobs.remove(below);
        FluxException error = assertThrows(FluxException.class, () -> collect(0, false));
        assertEquals("a: could not load content: No such file or directory", error.getMessage());
        assertFalse(broker.topics.contains("content-backing.sweep"));
    }

    @Test
    void markOnlyDeletesNothing() {
        broker.checkpoint(tree(blob("x")));
        blob("garbage");
        int before = broker.blobs.size();
        collect(0, true);
        assertEquals(before, broker.blobs.size());
        assertFalse(broker.topics.contains("content-backing.sweep"));
    }

    @Test
    void anEmptyStoreIsNoError() {
        collect(0, false);
        assertEquals(
                List.of("gc complete: marked 0, reclaimed 0 blobs (horizon epoch 9)"),
                broker.lines);
    }
}
