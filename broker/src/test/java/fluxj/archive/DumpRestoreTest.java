package fluxj.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.errors.FluxException;
import fluxj.format.Blobref;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.treeobj.Dir;
import fluxj.treeobj.Symlink;
import fluxj.treeobj.Treeobj;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class DumpRestoreTest {
    private static final Dump.Options QUIET =
            new Dump.Options(false, true, false, false, false, false, 3);
    private static final Dump.Options CHECKPOINT =
            new Dump.Options(false, true, true, true, false, false, 3);

    private final MemoryBroker broker = new MemoryBroker();
    @TempDir Path folder;

    private static Treeobj value(String text) {
        return Treeobj.Val.of(text.getBytes(StandardCharsets.UTF_8));
    }

    private Blobref sample() {
        Blobref large = broker.put("0123456789".repeat(30).getBytes(StandardCharsets.UTF_8));
        Dir below = Dir.of(Map.of("c", value("testkey"), "x", new Treeobj.Valref(List.of(large))));
        Dir root =
                Dir.of(
                        Map.of(
                                "a", new Treeobj.Dirref(broker.put(below)),
                                "empty", Dir.EMPTY,
                                "ƒuzzy", value(""),
                                "link", new Symlink("target", Optional.empty()),
                                "far", new Symlink("other", Optional.of("smurf"))));
        return broker.put(root);
    }

    private void dump(Dump.Options options, String file) {
        broker.get(
                new Dump(
                                broker.tool(),
                                options,
                                new Dump.Target(file, OutputStream.nullOutputStream(), 5, 1, 2))
                        .run());
    }

    private void restore(String file, Optional<String> key, long limit) {
        broker.get(
                new Restore(
                                broker.tool(),
                                new Restore.Options(false, false, false, false, limit, 2),
                                new Restore.Source(file, InputStream.nullInputStream(), key))
                        .run());
    }

    private static List<String> contents(Path file) throws IOException {
        List<String> lines = new ArrayList<>();
        try (TarArchiveInputStream tar = new TarArchiveInputStream(Files.newInputStream(file))) {
            TarArchiveEntry entry = tar.getNextEntry();
            while (entry != null) {
                lines.add(
                        entry.getName()
                                + (entry.isSymbolicLink() ? " -> " + entry.getLinkName() : "")
                                + " "
                                + entry.getSize()
                                + " "
                                + entry.getLastModifiedTime().toMillis() / 1000
                                + " "
                                + entry.getLongUserId()
                                + "/"
                                + entry.getLongGroupId());
                entry = tar.getNextEntry();
            }
        }
        lines.sort(null);
        return lines;
    }

    @Test
    void dumpsValuesAndLinksAsFluxDoes() throws IOException {
        broker.kvsRuns = true;
        broker.root = sample().toString();
        Path file = folder.resolve("x.tar");
        dump(QUIET, file.toString());
        assertEquals(
                List.of(
                        "a/c 7 0 0/0",
                        "a/x 300 5 1/2",
                        "far -> smurf::other 0 0 0/0",
                        "link -> target 0 0 0/0",
                        "ƒuzzy 0 0 0/0"),
                contents(file));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x.tar", "x.tgz", "x.tar.gz", "x.tar.bz2", "x.tar.lz4"})
    void whatWasDumpedIsRestoredButForEmptyDirectories(String name) {
        Blobref root = sample();
        broker.checkpoint(root);
        String file = folder.resolve(name).toString();
        dump(CHECKPOINT, file);
        assertFalse(broker.topics.contains("content.load"), "past the cache");
        broker.blobs.clear();
        restore(file, Optional.empty(), 0);

        var newest = broker.checkpoints.getFirst();
        assertEquals(Optional.of(0L), newest.whole("sequence"));
        assertEquals("1000.0", newest.get("timestamp").orElseThrow().toString());
        Dir restored = broker.directory(Blobref.parse(newest.text("rootref").orElseThrow()));
        assertEquals(sampleWithoutEmpty(), restored);
        assertEquals(
                List.of(
                        "restored 5 keys (3 blobs)",
                        "writing snapshot "
                                + newest.text("rootref").orElseThrow().substring(0, 13)
                                + " to checkpoint for next KVS start"),
                broker.lines);
    }

    private Dir sampleWithoutEmpty() {
        return broker.directory(sample()).without("empty");
    }

    @Test
    void aKeyIsSetToTheRestoredDirectory() {
        Blobref root = broker.put(Dir.of(Map.of("k", value("v"))));
        broker.checkpoint(root);
        String file = folder.resolve("x.tar").toString();
        dump(CHECKPOINT, file);
        restore(file, Optional.of("some.key"), 0);
        assertEquals(
                "[{\"key\":\"some.key\",\"flags\":0,\"dirent\":"
                        + new Treeobj.Dirref(root).toJson()
                        + "}]",
                broker.commits.getFirst().array("ops").orElseThrow().toString());
        assertTrue(broker.topics.contains("content.flush"));
    }

    @Test
    void requestsUnderWayAreBounded() {
        Map<String, Treeobj> entries = new java.util.TreeMap<>();
        for (int i = 0; i < 50; i++) {
            byte[] bytes = ("value " + i + " ".repeat(100)).getBytes(StandardCharsets.UTF_8);
            entries.put("k" + i, new Treeobj.Valref(List.of(broker.put(bytes))));
        }
        broker.checkpoint(broker.put(Dir.of(entries)));
        String file = folder.resolve("x.tar").toString();
        dump(CHECKPOINT, file);
        assertEquals(3, broker.mostUnderWay);
        restore(file, Optional.of("k"), 0);
        assertEquals(3, broker.mostUnderWay);
        assertEquals("restored 50 keys (51 blobs)", broker.lines.getFirst());
    }

    @Test
    void aMissingBlobEndsADumpUnlessItIsToBeIgnored() throws IOException {
        Blobref gone = broker.put("gone".getBytes(StandardCharsets.UTF_8));
        Dir root =
                Dir.of(
                        Map.of(
                                "bad", new Treeobj.Valref(List.of(gone)),
                                "dir", new Treeobj.Dirref(gone),
                                "good", value("v")));
        broker.blobs.remove(gone);
        broker.checkpoint(broker.put(root));
        Path file = folder.resolve("x.tar");
        FluxException error =
                assertThrows(FluxException.class, () -> dump(CHECKPOINT, file.toString()));
        assertEquals("bad: missing blobref 0: No such file or directory", error.getMessage());

        dump(new Dump.Options(false, true, true, false, true, false, 2), file.toString());
        assertEquals(List.of("good 1 0 0/0"), contents(file));
        assertEquals(
                List.of(
                        "bad: missing blobref 0: No such file or directory",
                        "dir: could not load content: No such file or directory"),
                broker.lines);
    }

    @Test
    void skipsWhatIsLargerThanTheLimit() {
        broker.checkpoint(sample());
        String file = folder.resolve("x.tar").toString();
        dump(CHECKPOINT, file);
        restore(file, Optional.of("k"), 100);
        assertEquals("a/x size 300 exceeds 100 limit, skipping", broker.lines.getFirst());
        assertEquals("restored 4 keys (2 blobs)", broker.lines.get(1));
    }

    @Test
    void doesNotReplaceTheCheckpointOfARunningKvs() {
        broker.checkpoint(sample());
        String file = folder.resolve("x.tar").toString();
        dump(CHECKPOINT, file);
        broker.kvsRuns = true;
        broker.root = sample().toString();
        FluxException error =
                assertThrows(FluxException.class, () -> restore(file, Optional.empty(), 0));
        assertEquals("please unload kvs module before using --checkpoint", error.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"x.tar.xz", "x.zip", "x.foo", "x"})
    void refusesFormatsByName(String name) {
        broker.checkpoint(sample());
        String file = folder.resolve(name).toString();
        FluxException error = assertThrows(FluxException.class, () -> dump(CHECKPOINT, file));
        assertTrue(String.valueOf(error.getMessage()).contains(name), String.valueOf(error));
        assertFalse(Files.exists(Path.of(file)));
    }

    @Test
    void badArchivesAreRefusedWithASentence() throws IOException {
        Path text = folder.resolve("text");
        Files.writeString(text, "this is no archive\n".repeat(100));
        Path zip = folder.resolve("zip");
        Files.write(zip, new byte[] {'P', 'K', 3, 4, 0, 0, 0, 0});
        Path cut = folder.resolve("cut.tar");
        broker.checkpoint(sample());
        dump(CHECKPOINT, cut.toString());
        Files.write(cut, java.util.Arrays.copyOf(Files.readAllBytes(cut), 1200));
        for (Path file : List.of(text, zip, cut, folder.resolve("missing"))) {
            FluxException error =
                    assertThrows(
                            FluxException.class,
                            () -> restore(file.toString(), Optional.of("k"), 0),
                            file.toString());
            assertFalse(String.valueOf(error.getMessage()).isEmpty());
        }
        assertTrue(broker.commits.isEmpty());
    }

    /// Makes a tar file: words are `NAME=TEXT`, `NAME->TARGET` (a symbolic link), `NAME=>TARGET` (a
    /// hard link), `NAME|` (a fifo) and `NAME/`.
    private static byte[] tar(String... words) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, "UTF-8")) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            for (String word : words) {
                String[] link = word.split("->|=>", 2);
                if (link.length == 2) {
                    byte kind =
                            word.contains("=>") ? TarConstants.LF_LINK : TarConstants.LF_SYMLINK;
                    TarArchiveEntry entry = new TarArchiveEntry(link[0], kind);
                    entry.setLinkName(link[1]);
                    tar.putArchiveEntry(entry);
                } else if (word.endsWith("|")) {
                    tar.putArchiveEntry(
                            new TarArchiveEntry(
                                    word.substring(0, word.length() - 1), TarConstants.LF_FIFO));
                } else {
                    String[] parts = word.split("=", 2);
                    TarArchiveEntry entry = new TarArchiveEntry(parts[0], true);
                    byte[] text =
                            parts.length == 2
                                    ? parts[1].getBytes(StandardCharsets.UTF_8)
                                    : new byte[0];
                    entry.setSize(text.length);
                    tar.putArchiveEntry(entry);
                    tar.write(text);
                }
                tar.closeArchiveEntry();
            }
        }
        return bytes.toByteArray();
    }

    private void restore(byte[] archive, String key) {
        broker.get(
                new Restore(
                                broker.tool(),
                                new Restore.Options(false, true, false, false, 0, 2),
                                new Restore.Source(
                                        "-", new ByteArrayInputStream(archive), Optional.of(key)))
                        .run());
    }

    /// All values and links below what was restored last, as `KEY=TEXT` and `KEY->TARGET`.
    private List<String> restored() {
        JsonValue op = broker.commits.getLast().array("ops").orElseThrow().items().getFirst();
        JsonObject put = assertInstanceOf(JsonObject.class, op);
        List<String> all = new ArrayList<>();
        collect("", Treeobj.of(put.get("dirent").orElseThrow()), all);
        return all;
    }

    private void collect(String key, Treeobj object, List<String> all) {
        switch (object) {
            case Treeobj.Dirref dirref -> collect(key, broker.directory(dirref.blob()), all);
            case Dir dir ->
                    dir.forEach(
                            (name, entry) ->
                                    collect(key.isEmpty() ? name : key + "." + name, entry, all));
            case Treeobj.Val val ->
                    all.add(key + "=" + new String(val.bytes(), StandardCharsets.UTF_8));
            case Treeobj.Valref valref -> all.add(key + "=" + valref.blobs().size() + " blobs");
            case Symlink(String target, Optional<String> namespace) ->
                    all.add(key + "->" + namespace.map(name -> name + "::").orElse("") + target);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ':',
            value = {
                "./a//b=1 ./=                   : a.b=1",
                "/abs/f=1                       : abs.f=1",
                "a.b/.c=1                       : a.b.c=1",
                "f=1 f=2                        : f=2",
                "f/g=1 f=2                      : f=2",
                "a=1 b=>a                       : a=1 b=1",
                "./d/a=1 d/b=>d/a c=>./d/b      : c=1 d.a=1 d.b=1",
                "a=1 b=2 a=>b                   : a=2 b=2",
                "s->x/y h=>s                    : h->x/y s->x/y",
                "t->ns@@x                       : t->ns@@x",
            })
    void membersOfAnyTarAreNormalisedAndLinksFollowed(String members, String keys)
            throws IOException {
        restore(tar(members.replace('@', ':').split(" ")), "k");
        assertEquals(keys.replace('@', ':'), String.join(" ", restored()));
        assertEquals(List.of(), broker.lines.stream().filter(l -> l.contains("skipping")).toList());
    }

    @Test
    void longValuesKeepTheOrderOfTheArchiveAndAreLinkedWhileTheyAreStored() throws IOException {
        String text = "x".repeat(100);
        restore(tar("a=" + text, "b=>a", "c=>b", "a=short", "d=>a", "c=last"), "k");
        assertEquals(List.of("a=short", "b=1 blobs", "c=last", "d=short"), restored());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "h=>nosuch; h is a link to nosuch, which was not restored, skipping",
                "h=>h; h is a link to h, which was not restored, skipping",
                "../z=1; ../z leads out of the archive, skipping",
                "a/../b=1; a/../b leads out of the archive, skipping",
                "p|; p is neither file nor link, skipping",
                "./.=1; ./. has no name, skipping"
            })
    void whatHasNoPlaceInTheKvsIsSkippedWithALine(String member, String line) throws IOException {
        restore(tar(member, "f=1"), "k");
        assertEquals(List.of("f=1"), restored());
        assertEquals(line, broker.lines.getFirst());
    }

    @Test
    void longNamesAndOtherLettersAreKept() throws IOException {
        String name = "l".repeat(300) + "/é" + "m".repeat(300);
        restore(tar(name + "=1"), "k");
        assertEquals(List.of(name.replace('/', '.') + "=1"), restored());
    }

    @Test
    void aNameThatIsNoUtf8AndADamagedHeaderAreRefused() throws IOException {
        byte[] latin = tar("cafe=1");
        latin[3] = (byte) 0xe9;
        FluxException damaged =
                assertThrows(FluxException.class, () -> restore(latin.clone(), "k"));
        assertEquals("-: damaged tar archive", damaged.getMessage());
        // The checksum of a header is the sum of its bytes.
        int sum =
                0xe9
                        - 'e'
                        + Integer.parseInt(
                                new String(latin, 148, 6, StandardCharsets.US_ASCII).trim(), 8);
        byte[] digits = String.format("%06o", sum).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(digits, 0, latin, 148, digits.length);
        FluxException name = assertThrows(FluxException.class, () -> restore(latin, "k"));
        assertTrue(String.valueOf(name.getMessage()).startsWith("error inserting caf"));
        assertTrue(broker.commits.isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", ".."})
    void theRootIsNoKeyToRestoreTo(String key) throws IOException {
        byte[] archive = tar("f=1");
        FluxException error = assertThrows(FluxException.class, () -> restore(archive, key));
        assertEquals("error updating " + key + ": Invalid argument", error.getMessage());
    }

    @Test
    void aFileWhereADirectoryIsNeededIsRefused() throws IOException {
        byte[] archive = tar("a=", "a/b=");
        FluxException error = assertThrows(FluxException.class, () -> restore(archive, "k"));
        assertEquals("a in a/b is not a directory", error.getMessage());
    }

    /// A store that somebody has tampered with: its blobs are not what their names say.
    @Test
    void aDirectoryThatContainsItselfEndsADump() {
        Blobref blob = broker.put("a directory".getBytes(StandardCharsets.UTF_8));
        Treeobj itself = new Treeobj.Dirref(blob);
        broker.blobs.put(blob, Dir.of(Map.of("x", itself, "y", itself)).encode());
        broker.checkpoint(broker.put(Dir.of(Map.of("a", itself))));
        FluxException error =
                assertThrows(
                        FluxException.class,
                        () -> dump(CHECKPOINT, folder.resolve("x.tar").toString()));
        assertEquals("a/x: directory contains itself", error.getMessage());
    }
}
