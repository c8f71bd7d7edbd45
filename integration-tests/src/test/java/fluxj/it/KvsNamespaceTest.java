package fluxj.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Three hosts on one machine: each broker in a network namespace of its own whose interface is
/// called `en0`, so that the templates of the real system (`tcp://en0:%p`) are used as they are.
/// Skipped, saying so, where namespaces are not permitted.
class KvsNamespaceTest {
    private static final int HOSTS = 3;
    private static final String BRIDGE = "fluxjit0";

    @TempDir Path dir;

    private static CommandLine.Result ip(String words) {
        List<String> all = new ArrayList<>();
        all.add("ip");
        all.addAll(List.of(words.split(" ")));
        return CommandLine.of(all.toArray(String[]::new)).run();
    }

    private static String namespace(int host) {
        return "fluxjit-" + host;
    }

    @BeforeEach
    void makeHosts() {
        assumeTrue(
                Files.isExecutable(Path.of("/usr/sbin/ip"))
                        || Files.isExecutable(Path.of("/sbin/ip"))
                        || Files.isExecutable(Path.of("/usr/bin/ip")),
                "skipped: no ip command");
        removeHosts();
        CommandLine.Result bridge = ip("link add " + BRIDGE + " type bridge");
        assumeTrue(
                bridge.exitCode() == 0, "skipped: namespaces are not permitted: " + bridge.err());
        ip("link set " + BRIDGE + " up");
        for (int host = 0; host < HOSTS; host++) {
            String name = namespace(host);
            CommandLine.Result added = ip("netns add " + name);
            assumeTrue(
                    added.exitCode() == 0, "skipped: namespaces are not permitted: " + added.err());
            ip("link add fluxjv" + host + " type veth peer name en0 netns " + name);
            ip("link set fluxjv" + host + " master " + BRIDGE + " up");
            ip("-n " + name + " link set lo up");
            ip("-n " + name + " addr add 10.203.0." + (host + 1) + "/24 dev en0");
            CommandLine.Result up = ip("-n " + name + " link set en0 up");
            assumeTrue(up.exitCode() == 0, "skipped: no virtual interfaces here: " + up.err());
        }
    }

    @AfterEach
    void removeHosts() {
        for (int host = 0; host < HOSTS; host++) {
            ip("netns del " + namespace(host));
            ip("link del fluxjv" + host);
        }
        ip("link del " + BRIDGE);
    }

    @Test
    void theTemplatesOfTheRealSystemWorkAsTheyAre() throws IOException {
        Site site = Site.overIpc(dir, HOSTS);
        Path conf = dir.resolve("en0");
        Files.createDirectories(conf);
        Files.writeString(
                conf.resolve("bootstrap.toml"),
                """
                [bootstrap]
                curve_cert = "%s"
                default_port = 8050
                default_bind = "tcp://en0:%%p"
                default_connect = "tcp://10.203.0.9:%%p"
                hosts = [
                  { host = "node0", connect = "tcp://10.203.0.1:%%p" },
                  { host = "node[1-2]" },
                ]
                [tbon]
                torpid_max = "5m"
                tcp_user_timeout = "2m"
                zmq_io_threads = 4
                child_rcvhwm = 10
                """
                        .formatted(dir.resolve("curve.cert")));
        try (site) {
            List<TestBrokerProcess> brokers = new ArrayList<>();
            for (int host = 0; host < HOSTS; host++) {
                brokers.add(
                        site.start(
                                List.of(
                                        "ip",
                                        "netns",
                                        "exec",
                                        namespace(host),
                                        CommandLine.BIN.resolve("flux-broker").toString()),
                                conf,
                                host));
            }
            brokers.forEach(TestBrokerProcess::awaitRun);
            CommandLine.Result ping = brokers.getLast().fluxj("ping", "--count=1", "1").run();
            assertEquals(0, ping.exitCode(), ping.all());
            CommandLine.Result endpoint =
                    brokers.getFirst().fluxj("getattr", "tbon.endpoint").run();
            assertEquals("tcp://10.203.0.1:8050\n", endpoint.out(), endpoint.all());
            for (int host = 0; host < HOSTS; host++) {
                CommandLine.Result sockets =
                        CommandLine.of("ip", "netns", "exec", namespace(host), "ss", "-tno").run();
                assertTrue(sockets.out().contains(":8050"), sockets.all());
            }
        }
    }
}
