package fluxj.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A small cluster on this machine: a certificate made by `fluxj keygen`, a host table `node[0-N]`,
/// and the brokers started from it. Closing it kills what still runs.
public final class Site implements AutoCloseable {
    private final Path dir;
    private final Path conf;
    private final int size;
    private final List<TestBrokerProcess> brokers = new ArrayList<>();
    private final List<String> options = new ArrayList<>();
    private final List<Integer> ports = new ArrayList<>();

    private Site(Path dir, int size) {
        this.dir = dir;
        this.conf = dir.resolve("conf");
        this.size = size;
    }

    /// A site whose brokers listen on loopback TCP, each bound by interface name.
    public static Site overTcp(Path dir, int size) {
        Site site = new Site(dir, size);
        site.ports.addAll(FreePorts.find(size));
        StringBuilder hosts = new StringBuilder();
        for (int rank = 0; rank < size; rank++) {
            hosts.append("  { host = \"node").append(rank).append("\", bind = \"tcp://lo:");
            hosts.append(site.port(rank)).append("\", connect = \"tcp://127.0.0.1:");
            hosts.append(site.port(rank)).append("\" },\n");
        }
        site.write(hosts.toString(), "");
        return site;
    }

    /// A site whose brokers listen on UNIX sockets.
    public static Site overIpc(Path dir, int size) {
        Site site = new Site(dir, size);
        site.write(
                "  { host = \"node[0-" + (size - 1) + "]\" },\n",
                "default_bind = \"ipc://"
                        + dir
                        + "/tbon-%h\"\ndefault_connect = \"ipc://"
                        + dir
                        + "/tbon-%h\"\n");
        return site;
    }

    /// The TCP port of a rank.
    public int port(int rank) {
        return ports.get(rank);
    }

    private void write(String hosts, String defaults) {
        try {
            Files.createDirectories(conf);
            Path certificate = certificate();
            CommandLine.Result keygen =
                    CommandLine.fluxj("keygen", "--name=site", certificate.toString()).run();
            if (keygen.exitCode() != 0) {
                throw new AssertionError(keygen.all());
            }
            Files.writeString(
                    conf.resolve("bootstrap.toml"),
                    "[bootstrap]\ncurve_cert = \""
                            + certificate
                            + "\"\n"
                            + defaults
                            + "hosts = [\n"
                            + hosts
                            + "]\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The folder that everything of this site is in.
    public Path dir() {
        return dir;
    }

    /// The certificate that all its brokers have.
    public Path certificate() {
        return dir.resolve("curve.cert");
    }

    /// A folder for rank 0's state that is there before its broker, so that it stays.
    public Path stateDirectory() {
        Path state = dir.resolve("state");
        try {
            Files.createDirectories(state);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return state;
    }

    /// The configuration folder.
    public Path conf() {
        return conf;
    }

    /// A further option for each broker that is started from now on.
    public Site with(String option) {
        options.add(option);
        return this;
    }

    /// Starts one of our brokers.
    public TestBrokerProcess start(int rank, String... extra) {
        return start(List.of(CommandLine.BIN.resolve("flux-broker").toString()), conf, rank, extra);
    }

    /// Starts a broker by any command, with any configuration.
    public TestBrokerProcess start(List<String> program, Path config, int rank, String... extra) {
        try {
            Path rundir = dir.resolve("run" + rank + "-" + brokers.size());
            Files.createDirectories(rundir);
            CommandLine.Result chmod = CommandLine.of("chmod", "700", rundir.toString()).run();
            if (chmod.exitCode() != 0) {
                throw new AssertionError(chmod.all());
            }
            Path log = dir.resolve("broker" + rank + "-" + brokers.size() + ".log");
            List<String> words = new ArrayList<>(program);
            words.add("-c" + config);
            words.add("-Shostname=node" + rank);
            words.add("-Srundir=" + rundir);
            words.add("-Sbroker.rc1_path=");
            words.add("-Sbroker.rc3_path=");
            words.add("-Sbroker.rc2_none=1");
            words.add("-Slog-stderr-level=7");
            words.add("-Slog-stderr-mode=local");
            words.addAll(options);
            words.addAll(List.of(extra));
            ProcessBuilder builder = new ProcessBuilder(words);
            builder.environment().keySet().removeIf(CommandLine::isFluxVariable);
            builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
            builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            builder.redirectErrorStream(true);
            TestBrokerProcess broker =
                    new TestBrokerProcess(
                            rank, builder.start(), log, rundir.resolve("local-" + rank));
            brokers.add(broker);
            return broker;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Starts all ranks and waits until each runs; rank 0 first.
    public List<TestBrokerProcess> startAll(String... extra) {
        List<TestBrokerProcess> all = new ArrayList<>();
        for (int rank = 0; rank < size; rank++) {
            all.add(start(rank, extra));
        }
        all.forEach(TestBrokerProcess::awaitRun);
        return all;
    }

    @Override
    public void close() {
        for (TestBrokerProcess broker : brokers) {
            if (broker.isAlive()) {
                broker.signal("CONT");
                broker.kill();
            }
        }
    }
}
