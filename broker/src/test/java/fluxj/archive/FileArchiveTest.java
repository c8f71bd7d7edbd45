package fluxj.archive;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.errors.FluxException;
import fluxj.filemap.FileExtract;
import fluxj.format.HashType;
import fluxj.json.JsonValue;
import fluxj.platform.SparseFiles;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.SplittableRandom;

class FileArchiveTest {
    private final MemoryBroker broker = new MemoryBroker();
    private final FileArchive archive = new FileArchive(broker.tool(), "primary", "main");
    private final byte[] large = new byte[10_000];
    @TempDir Path source;
    @TempDir Path target;

    @BeforeEach
    void makeFiles() throws IOException {
        new SplittableRandom(1).nextBytes(large);
        Files.createDirectories(source.resolve("d/sub"));
        Files.writeString(source.resolve("d/text"), "hällo\n");
        Files.write(source.resolve("d/nul"), new byte[] {'a', 0, 'b'});
        Files.write(source.resolve("d/latin"), new byte[] {(byte) 0xe4});
        Files.write(source.resolve("d/large"), large);
        Files.writeString(source.resolve("d/empty"), "");
        Files.createSymbolicLink(source.resolve("d/link"), Path.of("text"));
        Files.setPosixFilePermissions(
                source.resolve("d/text"), PosixFilePermissions.fromString("r-x------"));
    }

    private void create(boolean overwrite, boolean append, boolean preserve, boolean mmap) {
        broker.get(
                new FileCreate(
                                archive,
                                new FileCreate.Options(false, overwrite, append, preserve, mmap),
                                new FileCreate.Encoding(
                                        source,
                                        HashType.SHA1,
                                        4096,
                                        1024,
                                        SparseFiles.WITHOUT_HOLES))
                        .run(List.of("d")));
    }

    private void extract(List<JsonValue> entries, boolean overwrite) {
        broker.get(
                new FileExtract(
                                broker.tool().rpc(),
                                broker.tool().reactor(),
                                target,
                                new FileExtract.Manner(overwrite, true),
                                _ -> {})
                        .run(entries));
    }

    private List<JsonValue> entries() {
        return broker.get(archive.entries());
    }

    @Test
    void whatWasArchivedIsExtracted() throws IOException {
        create(false, false, false, false);
        assertEquals(
                List.of("d/empty", "d/large", "d/latin", "d/link", "d/nul", "d/sub", "d/text", "d"),
                FileArchive.lines(entries(), false));
        extract(entries(), false);
        assertArrayEquals(large, Files.readAllBytes(target.resolve("d/large")));
        assertArrayEquals(new byte[] {'a', 0, 'b'}, Files.readAllBytes(target.resolve("d/nul")));
        assertArrayEquals(new byte[] {(byte) 0xe4}, Files.readAllBytes(target.resolve("d/latin")));
        assertEquals("hällo\n", Files.readString(target.resolve("d/text")));
        assertEquals(0, Files.size(target.resolve("d/empty")));
        assertEquals(Path.of("text"), Files.readSymbolicLink(target.resolve("d/link")));
        assertTrue(Files.isDirectory(target.resolve("d/sub")));
        assertEquals(
                "r-x------",
                PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(target.resolve("d/text"))));
        assertEquals(3, broker.blobs.size(), "10000 bytes in chunks of 4096");
    }

    @Test
    void encodingsAreThoseOfRfc37() {
        create(false, false, false, false);
        String json = entries().toString();
        assertTrue(json.contains("\"encoding\":\"utf-8\",\"data\":\"hällo\\n\""), json);
        assertTrue(json.contains("\"encoding\":\"base64\",\"data\":\"YQBi\""), json);
        assertTrue(json.contains("\"data\":[[0,4096,\"sha1-"), json);
    }

    @Test
    void anArchiveIsNotReplacedUnlessAsked() {
        create(false, false, false, false);
        FluxException error =
                assertThrows(FluxException.class, () -> create(false, false, false, false));
        assertEquals("archive.main: key exists", error.getMessage());
        create(false, true, false, false);
        assertEquals(16, entries().size());
        create(true, false, false, false);
        assertEquals(8, entries().size());
    }

    @Test
    void filesAreNotReplacedUnlessAsked() throws IOException {
        create(false, false, false, false);
        extract(entries(), false);
        FluxException error = assertThrows(FluxException.class, () -> extract(entries(), false));
        assertEquals("d/large: write: Attempt to overwrite existing file", error.getMessage());
        Files.writeString(target.resolve("d/large"), "other");
        extract(entries(), true);
        assertArrayEquals(large, Files.readAllBytes(target.resolve("d/large")));
    }

    @Test
    void preservedBlobsHaveKeysAndMappedOnesAreNotStored() {
        create(false, false, true, false);
        assertTrue(broker.keys.containsKey("archive.main_blobs.2"), broker.keys.toString());
        broker.blobs.clear();
        create(true, false, false, true);
        assertTrue(broker.blobs.isEmpty());
        assertTrue(broker.topics.contains("content.mmap-add"));
    }

    @Test
    void removalTakesTheKeysAway() {
        create(false, false, true, false);
        broker.get(archive.remove(false));
        assertFalse(broker.keys.containsKey("archive.main"));
        FluxException error =
                assertThrows(FluxException.class, () -> broker.get(archive.remove(false)));
        assertEquals("archive.main does not exist", error.getMessage());
        broker.get(archive.remove(true));
    }

    @Test
    void aLostBlobEndsTheExtraction() {
        create(false, false, false, false);
        broker.blobs.clear();
        FluxException error = assertThrows(FluxException.class, () -> extract(entries(), false));
        assertTrue(
                String.valueOf(error.getMessage())
                        .startsWith("d/large: error loading offset=0 size=4096 from sha1-"),
                String.valueOf(error));
    }

    @Test
    void linesOfTheLongListLookLikeFluxs() {
        create(false, false, false, false);
        List<JsonValue> text = archive.matching(entries(), "*text");
        assertEquals(List.of("f 0500        7 d/text"), FileArchive.lines(text, true));
        assertEquals(List.of(), archive.matching(entries(), "nomatch"));
        assertEquals(List.of("No files matched pattern 'nomatch'"), broker.lines);
        assertEquals(List.of("invalid fileref"), FileArchive.lines(List.of(JsonValue.of(1)), true));
    }
}
