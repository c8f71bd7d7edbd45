package fluxj.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.client.FluxClient;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.wire.Payload;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;

/// State directories that cannot be used: a module says why and does not start; nothing hangs.
class BadStateTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final List<String> OURS =
            List.of(CommandLine.BIN.resolve("flux-broker").toString());

    @TempDir Path dir;

    private static TestBrokerProcess startBare(Site site, Path state) {
        TestBrokerProcess broker = site.start(0, "-Sstatedir=" + state);
        broker.awaitRun();
        return broker;
    }

    private static void load(FluxClient client, String module) {
        JsonObject body =
                JsonObject.builder().put("path", module).put("args", JsonArray.EMPTY).build();
        client.get(client.rpc().request("module.load", 0, Payload.of(body), 0), LIMIT);
    }

    /// Loads a module that must not start; gives what it says.
    private static FluxException refused(FluxClient client, String module) {
        try {
            load(client, module);
        } catch (FluxException e) {
            assertNotEquals(Errno.ETIMEDOUT, e.errno());
            assertFalse(e.getMessage() == null || e.getMessage().isBlank(), e.toString());
            return e;
        }
        throw new AssertionError(module + " was loaded");
    }

    @Test
    void aSecondBrokerOnAStateDirectoryIsRefused() {
        Site site = Site.overIpc(dir.resolve("one"), 1);
        Path state = site.stateDirectory();
        try (KvsInstance first = new KvsInstance(site, 1, _ -> OURS);
                Site other = Site.overIpc(dir.resolve("other"), 1)) {
            new KvsContent(first.client(0)).fill();
            TestBrokerProcess broker = other.start(0, "-Sstatedir=" + state);
            assertEquals(1, broker.awaitExit());
            String said = "statedir " + state + " is in use by another broker";
            assertTrue(broker.log().contains(said), broker.log());
            new KvsContent(first.client(0)).change();
            first.shutDown();
        }
    }

    @Test
    void aTruncatedDatabaseIsRefused() throws IOException {
        Path here = dir.resolve("one");
        Site site = Site.overIpc(here, 1);
        Path state = site.stateDirectory();
        try (KvsInstance instance = new KvsInstance(site, 1, _ -> OURS)) {
            new KvsContent(instance.client(0)).fill();
            instance.shutDown();
        }
        try (FileChannel file =
                FileChannel.open(state.resolve("content.sqlite"), StandardOpenOption.WRITE)) {
            file.truncate(file.size() / 2);
        }
        try (Site again = Site.overIpc(dir.resolve("again"), 1)) {
            try (FluxClient client = startBare(again, state).open()) {
                load(client, "content");
                FluxException error = refused(client, "content-sqlite");
                assertTrue(
                        String.valueOf(error.getMessage()).contains("content.sqlite"),
                        error::toString);
            }
        }
    }

    @Test
    void aCheckpointThatNamesAMissingBlobIsSaidAndItsKeysAnswerEnoent() {
        String missing = "sha1-0123456789012345678901234567890123456789";
        try (Site site = Site.overIpc(dir, 1)) {
            TestBrokerProcess broker = startBare(site, site.stateDirectory());
            try (FluxClient client = broker.open()) {
                load(client, "content");
                load(client, "content-sqlite");
                JsonObject checkpoint =
                        JsonObject.builder()
                                .put("version", 1)
                                .put("rootref", missing)
                                .put("sequence", 7)
                                .put("timestamp", 1.0)
                                .build();
                client.call("content.checkpoint-put", 0, JsonObject.of("value", checkpoint));
                load(client, "kvs");
                broker.awaitLog("the root " + missing + " of the newest checkpoint cannot be");
                String key = "\"namespace\":\"primary\",\"flags\":0";
                assertEquals(
                        Errno.ENOENT, error(client, "kvs.lookup", "{" + key + ",\"key\":\"a\"}"));
                String op = "{\"key\":\"a\",\"flags\":0,\"dirent\":null}";
                assertEquals(
                        Errno.ENOENT,
                        error(client, "kvs.commit", "{" + key + ",\"ops\":[" + op + "]}"));
            }
        }
    }

    private static Errno error(FluxClient client, String topic, String body) {
        try {
            client.get(client.rpc().request(topic, 0, Payload.ofText(body), 0), LIMIT);
        } catch (FluxException e) {
            return e.errno();
        }
        throw new AssertionError(topic + " succeeded");
    }
}
