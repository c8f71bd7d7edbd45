package fluxj.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.reactor.netty.NettyReactor;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Whole brokers of one rank, several in one process, over real sockets and processes.
class BrokerTest {
    private static final String[] NO_RC = {"-Sbroker.rc1_path=", "-Sbroker.rc3_path="};

    @TempDir private Path folder = Path.of("");
    private final List<NettyReactor> reactors = new ArrayList<>();
    private final BlockingQueue<String> errors = new LinkedBlockingQueue<>();

    @AfterEach
    void stopLoops() {
        reactors.forEach(NettyReactor::close);
    }

    private BlockingQueue<Integer> start(String... words) {
        BlockingQueue<Integer> exit = new LinkedBlockingQueue<>();
        NettyReactor reactor = new NettyReactor("broker", bug -> errors.add("bug: " + bug));
        reactors.add(reactor);
        OsPlatform.Streams streams = new OsPlatform.Streams(errors::add, errors::add, false);
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("PATH", "/usr/bin:/bin");
        environment.put("SHELL", "/bin/sh");
        environment.put("TMPDIR", folder.toString());
        reactor.post(
                () ->
                        new Broker(
                                        new OsPlatform(reactor, streams),
                                        BrokerWords.parse(List.of(words)).orElseThrow(),
                                        environment,
                                        bug -> errors.add("bug: " + bug))
                                .run()
                                .then(exit::add, error -> exit.add(-1)));
        return exit;
    }

    private static int codeOf(BlockingQueue<Integer> exit) throws InterruptedException {
        Integer code = exit.poll(60, TimeUnit.SECONDS);
        assertNotNull(code, "the broker did not end");
        return code;
    }

    private int run(String... words) throws InterruptedException {
        return codeOf(start(words));
    }

    private static String[] withoutRc(String... words) {
        String[] all = new String[NO_RC.length + words.length];
        System.arraycopy(NO_RC, 0, all, 0, NO_RC.length);
        System.arraycopy(words, 0, all, NO_RC.length, words.length);
        return all;
    }

    private List<String> left() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
        }
    }

    @Test
    void theInitialProgramsCodeIsTheBrokers() throws InterruptedException, IOException {
        assertEquals(3, run(withoutRc("sh", "-c", "exit 3")));
        assertEquals(List.of(), left(), "rundir and statedir are gone");
    }

    @Test
    void severalBrokersShareAProcess() throws InterruptedException {
        List<BlockingQueue<Integer>> exits = new ArrayList<>();
        for (int code = 0; code < 4; code++) {
            exits.add(start(withoutRc("sh", "-c", "exit " + code)));
        }
        for (int code = 0; code < 4; code++) {
            assertEquals(code, codeOf(exits.get(code)));
        }
    }

    @Test
    void rcNeedsNoFluxCore() throws InterruptedException, IOException {
        Path log = folder.resolve("log");
        assertEquals(0, run("-Slog-filename=" + log, "true"));
        String text = Files.readString(log);
        assertTrue(text.contains("broker.info[0]: rc1-success: init->quorum "), text);
        assertTrue(text.contains("broker.debug[0]: insmod heartbeat\n"), text);
        assertTrue(text.contains("broker.debug[0]: module heartbeat exited\n"), text);
        assertTrue(text.contains("broker.info[0]: rc3-success: finalize->goodbye "), text);
    }

    @Test
    void aDumpThatFailsIsTheLastLineAndTheExitCodeAndTheRestIsUnloaded()
            throws InterruptedException {
        assertEquals(1, run("-Scontent.dump=/nosuch/x.tgz", "true"));
        String last = List.copyOf(errors).getLast();
        assertTrue(last.contains("rc3: content-dump: Failed to open '/nosuch/x.tgz'"), last);
        assertFalse(String.join("\n", errors).contains("was not properly shut down"));
    }

    @Test
    void moreVerbosityTellsWhatFluxsBrokerTells() throws InterruptedException {
        assertEquals(0, run(withoutRc("-v", "-Shostname=here", "true")));
        String once = String.join("\n", errors);
        assertTrue(once.startsWith("<6>broker.info[here]: boot: rank=0 size=1\n"), once);
        assertFalse(once.contains("entering event loop"), once);
        errors.clear();
        assertEquals(0, run(withoutRc("-v", "-v", "true")));
        List<String> rows = errors.stream().map(row -> row.replaceFirst("^.*]: ", "")).toList();
        List<String> wanted =
                List.of(
                        "boot: rank=0 size=1",
                        "loading config",
                        "insmod config",
                        "loading overlay",
                        "entering event loop",
                        "unloading overlay",
                        "rmmod overlay",
                        "unloading config",
                        "module config exited",
                        "exited event loop",
                        "cleaning up");
        assertEquals(wanted, rows.stream().filter(wanted::contains).toList());
    }

    @Test
    void eachOfRc1AndRc3IsReplacedOnItsOwn() throws InterruptedException, IOException {
        Path log = folder.resolve("log");
        Path trace = folder.resolve("trace");
        String traced = "echo ran >>" + trace;
        // Modules that rc3 leaves loaded are an error at the end, as in flux-core.
        assertEquals(1, run("-Slog-filename=" + log, "-Sbroker.rc3_path=" + traced, "true"));
        String text = Files.readString(log);
        assertTrue(text.contains("broker.debug[0]: insmod kvs\n"), text);
        assertFalse(text.contains("broker.debug[0]: rmmod kvs\n"), text);
        assertEquals("ran\n", Files.readString(trace));

        Files.delete(log);
        assertEquals(0, run("-Slog-filename=" + log, "-Sbroker.rc1_path=" + traced, "true"));
        text = Files.readString(log);
        assertFalse(text.contains("broker.debug[0]: insmod kvs\n"), text);
        assertTrue(text.contains("broker.info[0]: rc3-success: finalize->goodbye "), text);
        assertEquals("ran\nran\n", Files.readString(trace));

        Files.delete(log);
        assertEquals(0, run("-Slog-filename=" + log, "-Sbroker.rc1_path=", "true"));
        text = Files.readString(log);
        assertFalse(text.contains("broker.debug[0]: insmod kvs\n"), text);
        assertTrue(text.contains("broker.info[0]: rc3-success: finalize->goodbye "), text);
    }

    @Test
    void theEnvironmentOfTheProgramLeadsBackToTheBroker() throws InterruptedException, IOException {
        Path out = folder.resolve("out");
        assertEquals(
                0, run(withoutRc("-Srundir=" + folder.resolve("run"), "echo $FLUX_URI >" + out)));
        assertEquals("local://" + folder.resolve("run") + "/local-0\n", Files.readString(out));
        assertFalse(Files.exists(folder.resolve("run")), "it was made and so it is removed");
    }

    @Test
    void aDirectoryThatWasThereStays() throws InterruptedException, IOException {
        Path run = Files.createDirectory(folder.resolve("run"));
        assertEquals(0, run(withoutRc("-Srundir=" + run, "true")));
        assertTrue(Files.isDirectory(run));
    }

    /// Runs a broker, and while its program runs a second one that is to be refused.
    private void assertSecondIsRefused(String line, List<String> both, List<String> second)
            throws IOException, InterruptedException {
        Path pipe = folder.resolve("pipe");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        List<String> words = new ArrayList<>(both);
        words.addAll(List.of("sh", "-c", "cat <" + pipe));
        BlockingQueue<Integer> first = start(withoutRc(words.toArray(new String[0])));
        // Opening it waits for the program of the first.
        try (OutputStream end = Files.newOutputStream(pipe)) {
            List<String> before = left();
            words = new ArrayList<>(both);
            words.addAll(second);
            words.add("true");
            assertEquals(1, run(withoutRc(words.toArray(new String[0]))));
            String text = errors.take();
            assertTrue(text.endsWith(line), text);
            assertEquals(before, left());
            end.flush();
        }
        assertEquals(0, codeOf(first));
        Files.delete(pipe);
        assertEquals(0, run(withoutRc(words.toArray(new String[0]))), errors.toString());
    }

    @Test
    void aSecondBrokerIsRefusedBeforeItTouchesAnything() throws IOException, InterruptedException {
        Path run = Files.createDirectory(folder.resolve("run"));
        String hint = ": stop it, or choose another rundir or local-uri";
        String answers = "another broker answers at local://" + run;
        assertSecondIsRefused(
                answers + "/local-0" + hint,
                List.of("-Srundir=" + run),
                List.of("-Srundir-cleanup=1"));
        Files.createDirectories(run);
        assertSecondIsRefused(
                answers + "/mine" + hint,
                List.of("-Slocal-uri=local://" + run + "/mine"),
                List.of());
        Path state = folder.resolve("state");
        assertSecondIsRefused(
                "statedir " + state + " is in use by another broker: stop it, or choose another",
                List.of("-Sstatedir=" + state),
                List.of("-Sstatedir-cleanup=1"));
    }

    @Test
    void whatAKilledBrokerLeftIsReplaced() throws IOException, InterruptedException {
        Path run = Files.createDirectory(folder.resolve("run"));
        try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            socket.bind(UnixDomainSocketAddress.of(run.resolve("local-0")));
        }
        assertTrue(Files.exists(run.resolve("local-0")));
        assertEquals(0, run(withoutRc("-Srundir=" + run, "true")), errors.toString());
        Files.writeString(run.resolve("local-0"), "mine");
        assertEquals(1, run(withoutRc("-Srundir=" + run, "true")));
        assertEquals("mine", Files.readString(run.resolve("local-0")));
    }

    @Test
    void attributesThatCannotBeSetAreRefusedByName() throws InterruptedException {
        assertEquals(1, run("-Sfoo=1", "true"));
        assertEquals("broker: foo: unknown attribute", errors.take());
        assertEquals(1, run("-Srank=1", "true"));
        assertEquals("broker: rank: attribute may not be set on the command line", errors.take());
    }

    @Test
    void aKeyThatNobodyReadsIsOneWarning() throws InterruptedException, IOException {
        Path file = Files.writeString(folder.resolve("a.toml"), "[tbon]\ntorpid_mix = 1\n[kv]\n");
        Path log = folder.resolve("log");
        assertEquals(0, run(withoutRc("-c", file.toString(), "-Slog-filename=" + log, "true")));
        String table = file + ":3:1: table [kv] is unknown and ignored; did you mean 'kvs'?";
        String key =
                file
                        + ":2:1: key 'torpid_mix' of [tbon] is unknown and ignored; did you mean"
                        + " 'torpid_min'?";
        assertEquals(
                List.of(
                        "flux-broker: warning: config: " + table,
                        "flux-broker: warning: config: " + key),
                List.copyOf(errors));
        String text = Files.readString(log);
        assertTrue(text.contains("broker.warning[0]: config: " + table + "\n"), text);
        assertTrue(text.contains("broker.warning[0]: config: " + key + "\n"), text);
        errors.clear();
        assertEquals(1, run(withoutRc("--conf=tbon.topo=1", "true")));
    }

    @Test
    void aConfigurationThatCannotBeReadEndsTheBroker() throws InterruptedException {
        assertEquals(1, run("-c", folder.resolve("none").toString(), "true"));
        String line = errors.take();
        assertTrue(line.contains("broker.crit["), line);
        assertTrue(line.contains("Config file error: "), line);
    }

    @Test
    void aRundirTooLongForSocketsIsRefused() throws InterruptedException {
        assertEquals(1, run(withoutRc("-Srundir=" + folder.resolve("x".repeat(90)), "true")));
        String line = errors.take();
        assertTrue(
                line.contains(" bytes exceeds max 96 to allow for AF_UNIX socket creation."), line);
    }

    @Test
    void anInteractiveShellNeedsATerminal() throws InterruptedException {
        assertEquals(1, run(withoutRc()));
        String line = errors.take();
        assertTrue(line.contains("stdin is not a tty - can't run interactive shell"), line);
    }

    @Test
    void aFailedRc1IsTheExitCode() throws InterruptedException {
        assertEquals(7, run("-Sbroker.rc1_path=exit 7", "-Sbroker.rc3_path=", "true"));
    }
}
