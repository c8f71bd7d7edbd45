package fluxj.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import fluxj.client.FluxClient;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonObject;
import fluxj.wire.Payload;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/// An instance whose state directory is a file system of 8 MiB in a mount namespace of its broker.
/// Skipped, saying so, where that is not permitted.
class FullDiskTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String REFUSING = "refusing new blobs until there is space";

    @TempDir Path dir;

    private final SplittableRandom random = new SplittableRandom(5);

    @Test
    void aFullDiskIsSaidOnceRefusesWritesKeepsReadsAndPasses() throws IOException {
        assumeTrue(
                CommandLine.of("unshare", "-m", "mount", "-t", "tmpfs", "tmpfs", "/mnt")
                                .run()
                                .exitCode()
                        == 0,
                "skipped: no mount namespaces here");
        Site site = Site.overIpc(dir, 1);
        List<String> program =
                List.of(
                        "unshare",
                        "-m",
                        "sh",
                        "-c",
                        "mount -t tmpfs -o size=8m tmpfs "
                                + site.stateDirectory()
                                + " && exec \"$@\"",
                        "sh",
                        CommandLine.BIN.resolve("flux-broker").toString());
        try (KvsInstance instance = new KvsInstance(site, 1, _ -> program)) {
            FluxClient client = instance.client(0);
            TestBrokerProcess broker = instance.broker(0);
            Path ballast =
                    broker.root()
                            .resolve(
                                    site.stateDirectory()
                                            .resolve("ballast")
                                            .toString()
                                            .substring(1));
            Files.write(ballast, new byte[4 << 20]);
            assertEquals(Optional.empty(), commit(client, "kept", 100));
            Optional<Errno> refused = Optional.empty();
            for (int i = 0; i < 100 && refused.isEmpty(); i++) {
                refused = commit(client, "fill.k" + i, 200_000);
            }
            assertEquals(Optional.of(Errno.ENOSPC), refused, broker::log);
            assertEquals(Optional.of(Errno.ENOSPC), commit(client, "more", 200_000), broker::log);
            assertEquals(Optional.of(Errno.ENOSPC), commit(client, "small", 100), broker::log);
            client.call("content.dropcache", 0, JsonObject.EMPTY);
            assertTrue(isThere(client, "kept"));
            assertTrue(isThere(client, "fill.k0"));
            assertEquals(
                    1, broker.log().lines().filter(l -> l.contains(REFUSING)).count(), broker::log);
            Files.delete(ballast);
            Optional<Errno> later = Optional.of(Errno.ENOSPC);
            for (int i = 0; i < 200 && later.isPresent(); i++) {
                instance.serve(Duration.ofMillis(100), () -> false);
                later = commit(client, "later", 100);
            }
            assertEquals(Optional.empty(), later, broker::log);
            assertTrue(isThere(client, "later"));
            assertEquals(Optional.empty(), commit(client, "more", 200_000), broker::log);
            assertEquals(
                    1, broker.log().lines().filter(l -> l.contains(REFUSING)).count(), broker::log);
            instance.shutDown();
        }
    }

    /// Commits synchronously; gives the error.
    private Optional<Errno> commit(FluxClient client, String key, int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        String value = Base64.getEncoder().encodeToString(bytes);
        Payload payload =
                Payload.ofText(
                        "{\"namespace\":\"primary\",\"flags\":4,\"ops\":[{\"key\":\""
                                + key
                                + "\",\"flags\":0,\"dirent\":{\"ver\":1,\"type\":\"val\",\"data\":\""
                                + value
                                + "\"}}]}");
        try {
            client.get(client.rpc().request("kvs.commit", 0, payload, 0), LIMIT);
            return Optional.empty();
        } catch (FluxException e) {
            return Optional.of(e.errno());
        }
    }

    private static boolean isThere(FluxClient client, String key) {
        Payload payload =
                Payload.ofText("{\"namespace\":\"primary\",\"flags\":0,\"key\":\"" + key + "\"}");
        return client.get(client.rpc().request("kvs.lookup", 0, payload, 0), LIMIT)
                .payload()
                .json()
                .get("val")
                .isPresent();
    }
}
