package fluxj.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import fluxj.client.FluxClient;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonObject;
import fluxj.reactor.Deferred;
import fluxj.wire.Payload;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// A broker of 200 descriptors, all taken before it starts its first process.
class OutOfDescriptorsTest {
    private static final int DESCRIPTORS = 200;
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir Path dir;

    @Test
    void execIsRefusedWhileNoneIsLeftWorksAfterwardsAndTheBrokerEnds() throws IOException {
        try (Site site = Site.overIpc(dir, 1)) {
            TestBrokerProcess broker =
                    site.start(
                            List.of(
                                    "sh",
                                    "-c",
                                    "ulimit -n " + DESCRIPTORS + " && exec \"$@\"",
                                    "sh",
                                    CommandLine.BIN.resolve("flux-broker").toString()),
                            site.conf(),
                            0);
            broker.awaitRun();
            List<SocketChannel> taken = new ArrayList<>();
            try (FluxClient client = broker.open()) {
                while (taken.size() < DESCRIPTORS && open(broker) < DESCRIPTORS) {
                    taken.add(connect(broker.socket()));
                    // It has accepted what had come by now.
                    client.call("broker.ping", 0, JsonObject.EMPTY);
                }
                for (int i = 0; i < 2; i++) {
                    FluxException error = exec(client);
                    assertEquals(Errno.EMFILE, error.errno());
                    assertEquals(
                            "error launching process: Too many open files", error.getMessage());
                }
                for (SocketChannel one : taken) {
                    one.close();
                }
                Eventually.until(
                        () -> "descriptors to be free: " + broker.log(),
                        () -> open(broker) < DESCRIPTORS - 20);
                assertEquals(Errno.ENODATA, exec(client).errno());
            }
            broker.signal("TERM");
            broker.awaitExit();
            assertFalse(broker.log().contains("\tat "), broker.log());
        }
    }

    private static int open(TestBrokerProcess broker) throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc/" + broker.pid() + "/fd"))) {
            return (int) files.count();
        }
    }

    private static SocketChannel connect(Path socket) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(socket));
        return channel;
    }

    /// How the stream of a process ended.
    private static FluxException exec(FluxClient client) {
        Deferred<FluxException> end = new Deferred<>();
        JsonObject request =
                JsonObject.parse(
                        "{\"cmd\":{\"cmdline\":[\"true\"],\"env\":{\"PATH\":\"/bin:/usr/bin\"},"
                                + "\"opts\":{},\"channels\":[]},\"flags\":3}");
        client.rpc().openRaw("rexec.exec", 0, Payload.of(request), _ -> {}, end::complete);
        return client.get(end, LIMIT);
    }
}
