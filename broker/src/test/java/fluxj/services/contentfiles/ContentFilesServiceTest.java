package fluxj.services.contentfiles;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.core.service.ServiceNameService;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Blobref;
import fluxj.format.HashType;
import fluxj.module.TestBroker;
import fluxj.service.ModuleSpec;
import fluxj.service.ServiceFactory;
import fluxj.services.content.ContentService;
import fluxj.wire.Credentials;
import fluxj.wire.Payload;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The folder of blobs as the content service and its clients see it (spec services 1.1).
class ContentFilesServiceTest {
    @TempDir private Path statedir;

    private TestBroker broker = newBroker();

    private static TestBroker newBroker() {
        return new TestBroker(
                ServiceFactory.of("content", ContentService::new),
                ServiceFactory.of("content-files", ContentFilesService::new));
    }

    private void start() {
        broker.core().add("service", _ -> new ServiceNameService(broker.modules()));
        broker.attributes().set("statedir", statedir.toString());
        load("content");
    }

    private void load(String module, String... args) {
        broker.get(broker.modules().load(ModuleSpec.of(module, args)));
    }

    private void restart() {
        broker = newBroker();
        start();
        load("content-files");
    }

    private void remove(String module) {
        broker.get(broker.modules().remove(module, false));
    }

    @AfterEach
    void noBugs() {
        assertEquals(List.of(), broker.faults());
    }

    private Path folder() {
        return statedir.resolve("content.files");
    }

    private List<String> names() throws IOException {
        List<String> names = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder())) {
            files.filter(Files::isRegularFile)
                    .forEach(file -> names.add(folder().relativize(file).toString()));
        }
        names.sort(null);
        return names;
    }

    private Blobref store(String service, byte[] blob) {
        Payload digest =
                broker.exchange(service + ".store", Payload.ofBytes(blob), Credentials.NONE)
                        .payload();
        return Blobref.of(HashType.SHA1, digest.bytes());
    }

    private byte[] fetch(String service, Blobref ref) {
        return broker.exchange(service + ".load", Payload.ofBytes(ref.digest()), Credentials.NONE)
                .payload()
                .bytes();
    }

    private FluxException failure(String topic, byte[] body) {
        Payload payload = body.length == 0 ? Payload.NONE : Payload.ofBytes(body);
        return assertThrows(
                FluxException.class, () -> broker.exchange(topic, payload, Credentials.NONE));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private long count() {
        return broker.ask("content-files.stats-get", "{}").whole("object_count").orElseThrow();
    }

    @Test
    void aBlobIsAFileOfItsName() throws IOException {
        start();
        load("content-files", "testing");
        Blobref ref = store("content-backing", bytes("hello"));
        assertEquals(HashType.SHA1.hash(bytes("hello")), ref);
        assertEquals(List.of(ref.toString()), names());
        assertEquals("hello", Files.readString(folder().resolve(ref.toString())));
        assertArrayEquals(bytes("hello"), fetch("content-backing", ref));
        assertEquals(
                "rwx------",
                PosixFilePermissions.toString(Files.getPosixFilePermissions(folder())));
    }

    @Test
    void theEmptyBlobIsAnEmptyFile() {
        start();
        load("content-files", "testing");
        Blobref ref = store("content-backing", new byte[0]);
        assertEquals(0, fetch("content-backing", ref).length);
        assertEquals(1, count());
    }

    @Test
    void whatTheCacheForgotComesFromTheFolder() {
        start();
        load("content-files");
        Blobref ref = store("content", bytes("kept"));
        broker.ask("content.flush", "{}");
        broker.ask("content.dropcache", "{}");
        assertArrayEquals(bytes("kept"), fetch("content", ref));
        assertEquals(
                "content-files", broker.attributes().get("content.backing-module").orElseThrow());
    }

    @Test
    void blobsAndTheCheckpointSurviveARestart() throws IOException {
        start();
        load("content-files");
        Blobref ref = store("content", bytes("kept"));
        broker.ask("content.checkpoint-put", "{\"value\":{\"sequence\":1}}");
        broker.ask("content.checkpoint-put", "{\"value\":{\"sequence\":2}}");
        restart();
        assertArrayEquals(bytes("kept"), fetch("content", ref));
        assertEquals(
                "{\"value\":[{\"sequence\":2}]}",
                broker.ask("content.checkpoint-get", "{}").toString());
        assertEquals(List.of("kvs-primary", ref.toString()), names());
    }

    @Test
    void whatIsDirtyIsWrittenBeforeTheModuleGoes() throws IOException {
        start();
        Blobref ref = store("content", bytes("early"));
        load("content-files");
        broker.send(
                fluxj.wire.Request.of(
                        "content.store",
                        Payload.ofBytes(bytes("late")),
                        fluxj.wire.Message.NODEID_ANY,
                        77,
                        0));
        remove("content-files");
        List<String> expected =
                new ArrayList<>(
                        List.of(ref.toString(), HashType.SHA1.hash(bytes("late")).toString()));
        expected.sort(null);
        assertEquals(expected, names());
        FluxException error = failure("content.unregister-backing", new byte[0]);
        assertEquals("content backing store is not active", error.text());
    }

    @Test
    void theModuleGoesWhenTheContentServiceIsGoneToo() {
        start();
        load("content-files");
        remove("content");
        remove("content-files");
        assertFalse(broker.modules().isLoaded("content-files"));
    }

    @Test
    void withoutACheckpointThereIsNone() {
        start();
        load("content-files");
        assertEquals(Errno.ENOENT, failure("content.checkpoint-get", new byte[0]).errno());
    }

    @Test
    void aCheckpointThatIsNoJsonIsRefused() throws IOException {
        start();
        load("content-files");
        Files.writeString(folder().resolve("kvs-primary"), "{\"vers");
        FluxException error = failure("content-backing.checkpoint-get", new byte[0]);
        assertEquals(Errno.EINVAL, error.errno());
        assertTrue(error.text().startsWith("kvs-primary is no checkpoint: "), error.text());
    }

    @Test
    void absentBlobsAndWrongDigestsAreRefused() {
        start();
        load("content-files", "testing");
        byte[] absent = HashType.SHA1.hash(bytes("absent")).digest();
        for (String method : List.of("load", "validate")) {
            String topic = "content-backing." + method;
            assertEquals(Errno.ENOENT, failure(topic, absent).errno());
            assertEquals(Errno.EPROTO, failure(topic, new byte[0]).errno());
            assertEquals(Errno.EPROTO, failure(topic, new byte[32]).errno());
        }
        Blobref ref = store("content-backing", bytes("there"));
        broker.exchange(
                "content-backing.validate", Payload.ofBytes(ref.digest()), Credentials.NONE);
    }

    @Test
    void aFileCutShortIsNotGivenAway() throws IOException {
        start();
        load("content-files", "testing");
        Blobref ref = store("content-backing", bytes("whole"));
        Files.writeString(folder().resolve(ref.toString()), "who");
        FluxException error = failure("content-backing.load", ref.digest());
        assertEquals(Errno.EINVAL, error.errno());
        assertEquals(ref + ": the file's content does not match its name", error.text());
        store("content-backing", bytes("whole"));
        assertArrayEquals(bytes("whole"), fetch("content-backing", ref));
    }

    @Test
    void whatWasNotFinishedIsClearedAway() throws IOException {
        Path unfinished = Files.createDirectories(folder().resolve(".unfinished")).resolve("1");
        Files.writeString(unfinished, "half a bl");
        start();
        load("content-files");
        assertEquals(List.of(), names());
        assertEquals(0, count());
    }

    @Test
    void truncateBeginsWithNothing() throws IOException {
        start();
        load("content-files");
        store("content", bytes("old"));
        broker.ask("content.flush", "{}");
        assertEquals(1, count());
        remove("content-files");
        load("content-files", "truncate");
        assertEquals(0, count());
        assertEquals(List.of(), names());
    }

    @Test
    void guestsMayReadTheCountAndNothingElse() {
        start();
        load("content-files");
        Credentials guest = new Credentials(2000, Credentials.USER);
        broker.exchange("content-files.stats-get", Payload.NONE, guest);
        for (String method :
                List.of("load", "store", "validate", "checkpoint-get", "checkpoint-put")) {
            FluxException error =
                    assertThrows(
                            FluxException.class,
                            () ->
                                    broker.exchange(
                                            "content-backing." + method, Payload.NONE, guest));
            assertEquals(Errno.EPERM, error.errno(), method);
        }
    }

    @Test
    void anUnknownOptionIsRefused() {
        start();
        FluxException error =
                assertThrows(FluxException.class, () -> load("content-files", "notoption"));
        assertEquals(Errno.EINVAL, error.errno());
        assertEquals("Unknown module option: notoption", error.text());
    }

    @Test
    void withoutAStatedirThereIsNoFolder() {
        broker.attributes().set("content.hash", "sha1");
        FluxException error = assertThrows(FluxException.class, () -> load("content-files"));
        assertEquals("statedir is not set", error.text());
    }

    @Test
    void aFolderThatCanNotBeMadeIsSaid() throws IOException {
        Files.writeString(folder(), "in the way");
        start();
        FluxException error = assertThrows(FluxException.class, () -> load("content-files"));
        assertTrue(error.text().startsWith("could not create " + folder() + ": "), error.text());
    }

    @Test
    void storesOfAFolderThatIsGoneFailAndAreKept() throws IOException {
        start();
        load("content-files");
        Files.delete(folder().resolve(".unfinished"));
        Files.delete(folder());
        assertEquals(Errno.ENOENT, failure("content-backing.store", bytes("x")).errno());
        Blobref ref = store("content", bytes("kept"));
        assertEquals(Errno.ENOENT, failure("content.flush", new byte[0]).errno());
        assertArrayEquals(bytes("kept"), fetch("content", ref));
    }
}
