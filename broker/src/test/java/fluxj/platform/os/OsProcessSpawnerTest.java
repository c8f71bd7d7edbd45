package fluxj.platform.os;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.platform.ByteStream;
import fluxj.platform.ChildProcess;
import fluxj.platform.ProcessSetting;
import fluxj.platform.Signum;
import fluxj.platform.SpawnRequest;
import fluxj.platform.SpawnRequest.Mode;
import fluxj.platform.SystemText;
import fluxj.platform.WaitStatus;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

@Timeout(60)
class OsProcessSpawnerTest {
    private static final Map<String, String> ENV = Map.of("PATH", "/usr/bin:/bin");

    private final ReactorThread thread = new ReactorThread();

    @TempDir Path directory;

    @AfterEach
    void closeReactor() {
        thread.close();
    }

    private static SpawnRequest shell(String script) {
        return SpawnRequest.of(List.of("sh", "-c", script), ENV);
    }

    private ChildProcess spawn(SpawnRequest request) {
        return thread.call(() -> thread.spawner().spawn(request));
    }

    private WaitStatus statusOf(SpawnRequest request) {
        return thread.await(() -> thread.spawner().spawn(request).exit());
    }

    private String outputOf(SpawnRequest request, String stream) {
        return thread.await(
                () ->
                        Collected.textOf(
                                thread.spawner().spawn(request).stream(stream).orElseThrow()));
    }

    @Test
    void reportsExitCodes() {
        assertEquals(new WaitStatus(0), statusOf(SpawnRequest.of(List.of("true"), ENV)));
        assertEquals(7 << 8, statusOf(shell("exit 7")).raw());
    }

    @Test
    void bytesThatAreNoTextReachTheChild() {
        String odd = SystemText.decode(new byte[] {'x', (byte) 0xff});
        SpawnRequest request =
                SpawnRequest.of(
                        List.of(
                                "sh",
                                "-c",
                                "mkdir \"$DIR/$0\" && printf %s \"$0$ODD\" | od -An -tx1",
                                odd),
                        Map.of("PATH", "/usr/bin:/bin", "ODD", odd, "DIR", directory.toString()));
        assertEquals("78ff78ff", outputOf(request, "stdout").replaceAll("\\s", ""));
        SpawnRequest inside =
                SpawnRequest.of(List.of("sh", "-c", "pwd | od -An -tx1"), ENV)
                        .withCwd(directory + "/" + odd);
        String path = outputOf(inside, "stdout").replaceAll("\\s", "");
        assertTrue(path.endsWith("2f78ff0a"), path);
    }

    @Test
    void reportsTheSignalThatKilled() {
        WaitStatus status = statusOf(shell("kill -TERM $$"));
        assertEquals(Signum.SIGTERM, status.raw());
        assertEquals(143, status.exitCode());
        assertEquals("Terminated", status.toString());
    }

    @Test
    void keepsStandardOutputAndErrorApart() {
        assertEquals("out\n", outputOf(shell("echo out; echo err >&2"), "stdout"));
        assertEquals("err\n", outputOf(shell("echo out; echo err >&2"), "stderr"));
    }

    @Test
    void carriesAMebibyteThroughCat() {
        byte[] sent = new byte[1 << 20];
        new Random(42).nextBytes(sent);
        byte[] received =
                thread.await(
                        () -> {
                            ChildProcess cat =
                                    thread.spawner().spawn(SpawnRequest.of(List.of("cat"), ENV));
                            ByteStream stdin = cat.stream("stdin").orElseThrow();
                            stdin.write(sent.clone());
                            stdin.end();
                            return Collected.bytesOf(cat.stream("stdout").orElseThrow());
                        });
        assertArrayEquals(sent, received);
    }

    @Test
    void countsWhatTheKernelTookOfTheInput() {
        Collected input = new Collected();
        Promise<byte[]> output =
                thread.call(
                        () -> {
                            ChildProcess cat =
                                    thread.spawner().spawn(SpawnRequest.of(List.of("cat"), ENV));
                            ByteStream stdin = cat.stream("stdin").orElseThrow();
                            stdin.listen(input);
                            stdin.write(new byte[3]);
                            stdin.write(new byte[4]);
                            stdin.end();
                            return Collected.bytesOf(cat.stream("stdout").orElseThrow());
                        });
        thread.await(() -> output);
        assertEquals(7, thread.call(input::taken));
    }

    @Test
    void killsAGrandchildWithItsGroup() {
        ChildProcess child = spawn(shell("sleep 1000 & echo ready; wait"));
        Deferred<String> line = new Deferred<>();
        Deferred<String> end = new Deferred<>();
        thread.run(
                () ->
                        child.stream("stdout")
                                .orElseThrow()
                                .listen(
                                        new ByteStream.Listener() {
                                            @Override
                                            public void onBytes(byte[] chunk) {
                                                line.complete(
                                                        new String(chunk, StandardCharsets.UTF_8));
                                            }

                                            @Override
                                            public void onEnd() {
                                                end.complete("ended");
                                            }
                                        }));
        assertEquals("ready\n", thread.await(() -> line));
        thread.run(() -> child.kill(Signum.SIGKILL));
        assertEquals("Killed", thread.await(child::exit).toString());
        // The grandchild held standard output open: its end is the grandchild's.
        assertEquals("ended", thread.await(() -> end));
    }

    @Test
    void noticesStopAndGoesOnAfterContinue() {
        ChildProcess child = spawn(shell("kill -STOP $$; exit 3"));
        Deferred<String> stopped = new Deferred<>();
        thread.run(() -> child.onStopped(() -> stopped.complete("stopped")));
        assertEquals("stopped", thread.await(() -> stopped));
        thread.run(() -> child.kill(Signum.SIGCONT));
        assertEquals(3, thread.await(child::exit).exitCode());
    }

    @Test
    void givesTheChildNothingButItsOwnDescriptors() {
        String listed = outputOf(shell("ls /proc/$$/fd; :"), "stdout");
        assertEquals("0\n1\n2\n", listed);
        SpawnRequest withChannels =
                shell("ls /proc/$$/fd; echo $ONE $TWO")
                        .withChannels(
                                List.of(
                                        new SpawnRequest.Channel("ONE", ""),
                                        new SpawnRequest.Channel("TWO", "fd://")));
        assertEquals("0\n1\n2\n3\n4\n3 fd://4\n", outputOf(withChannels, "stdout"));
    }

    @Test
    void connectsAChannelBothWays() {
        SpawnRequest request =
                shell("read line <&$MINE; echo \"got $line\" >&$MINE")
                        .withChannels(List.of(new SpawnRequest.Channel("MINE", "")));
        String answer =
                thread.await(
                        () -> {
                            ChildProcess child = thread.spawner().spawn(request);
                            ByteStream channel = child.stream("MINE").orElseThrow();
                            channel.write("hello\n".getBytes(StandardCharsets.UTF_8));
                            return Collected.textOf(channel);
                        });
        assertEquals("got hello\n", answer);
    }

    @Test
    void discardedStreamsAreNobodys() {
        SpawnRequest request =
                shell("cat; echo x; readlink /proc/$$/fd/0 >&2")
                        .withStdio(new SpawnRequest.Stdio(Mode.DISCARD, Mode.DISCARD, Mode.PIPE));
        assertEquals("/dev/null\n", outputOf(request, "stderr"));
    }

    @Test
    void leadsAGroupOnlyWhenAsked() {
        String script = "set -- $(cat /proc/$$/stat); [ $1 = $5 ] && echo leads || echo follows";
        assertEquals("leads\n", outputOf(shell(script), "stdout"));
        assertEquals("follows\n", outputOf(shell(script).inParentGroup(), "stdout"));
    }

    @Test
    void startsWithNoSignalBlockedOrIgnored() {
        // Of 32 and 33, which the C library keeps for its threads, posix_spawn leaves them ignored.
        String masks = outputOf(shell("grep -E '^Sig(Blk|Ign)' /proc/self/status"), "stdout");
        assertEquals("SigBlk:\t0000000000000000\nSigIgn:\t0000000180000000\n", masks);
    }

    @Test
    void passesExactlyTheEnvironmentGiven() {
        SpawnRequest request =
                SpawnRequest.of(List.of("/usr/bin/env"), Map.of("ONLY", "this one, with = in it"));
        assertEquals("ONLY=this one, with = in it\n", outputOf(request, "stdout"));
    }

    @Test
    void startsInTheDirectoryGiven() throws IOException {
        Path real = directory.toRealPath();
        assertEquals(real + "\n", outputOf(shell("pwd").withCwd(real.toString()), "stdout"));
    }

    @Test
    void fallsBackToTmpAndSaysSo() {
        SpawnRequest request = shell("pwd").withCwd("/no/such/place");
        assertEquals("/tmp\n", outputOf(request, "stdout"));
        assertEquals(
                "Could not change dir to /no/such/place: No such file or directory."
                        + " Going to /tmp instead\n",
                outputOf(request, "stderr"));
    }

    private Errno refusalOf(SpawnRequest request) {
        return assertThrows(FluxException.class, () -> spawn(request)).errno();
    }

    @Test
    void refusesWhatCannotRun() throws IOException {
        assertEquals(Errno.ENOENT, refusalOf(SpawnRequest.of(List.of("nosuchcommand"), ENV)));
        assertEquals(Errno.ENOENT, refusalOf(SpawnRequest.of(List.of("/no/such/file"), ENV)));
        assertEquals(Errno.ENOENT, refusalOf(SpawnRequest.of(List.of(""), ENV)));
        assertEquals(Errno.EINVAL, refusalOf(SpawnRequest.of(List.of(), ENV)));
        assertEquals(Errno.EINVAL, refusalOf(SpawnRequest.of(List.of("sh", "a\0b"), ENV)));
        Path plain = Files.writeString(directory.resolve("plain"), "text");
        assertEquals(Errno.EACCES, refusalOf(SpawnRequest.of(List.of(plain.toString()), ENV)));
        assertEquals(
                Errno.EACCES,
                refusalOf(SpawnRequest.of(List.of("plain"), Map.of("PATH", directory.toString()))));
        assertEquals(Errno.EACCES, refusalOf(SpawnRequest.of(List.of("/tmp"), ENV)));
    }

    @Test
    void givesAScriptWithoutInterpreterLineToTheShellWhenItChangesDirectory() throws IOException {
        Path script = Files.writeString(directory.resolve("script"), "echo script $1\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        SpawnRequest request = SpawnRequest.of(List.of(script.toString(), "one"), ENV);
        assertEquals("script one\n", outputOf(request.withCwd("/"), "stdout"));
        assertEquals(Errno.ENOEXEC, refusalOf(request));
    }

    @Test
    void findsTheProgramInTheChildsOwnPath() throws IOException {
        Path script = Files.writeString(directory.resolve("mine"), "#!/bin/sh\necho found\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        SpawnRequest request =
                SpawnRequest.of(List.of("mine"), Map.of("PATH", "/nowhere:" + directory));
        assertEquals("found\n", outputOf(request, "stdout"));
    }

    private static SpawnRequest stopped(SpawnRequest request) {
        return new SpawnRequest(
                request.argv(),
                request.env(),
                request.cwd(),
                request.stdio(),
                request.channels(),
                request.ownGroup(),
                ProcessSetting.USUAL.stoppedInExec());
    }

    @Test
    void standsStoppedBeforeTheFirstInstructionWhenAsked() throws IOException {
        Map<String, String> env = Map.of("PATH", "/usr/bin:/bin", "-odd", "a b", "PWD", "/no");
        SpawnRequest printenv = SpawnRequest.of(List.of("env", "-0"), env);
        ChildProcess child = spawn(stopped(printenv));
        Path proc = Path.of("/proc", Integer.toString(child.pid()));
        assertEquals("/usr/bin/env", proc.resolve("exe").toRealPath().toString());
        assertEquals("env\0-0\0", Files.readString(proc.resolve("cmdline")));
        assertTrue(Files.readString(proc.resolve("stat")).contains(") T "));
        assertTrue(Files.readString(proc.resolve("status")).contains("TracerPid:\t0\n"));
        Promise<String> output =
                thread.call(
                        () -> {
                            Promise<String> text =
                                    Collected.textOf(child.stream("stdout").orElseThrow());
                            child.kill(Signum.SIGCONT);
                            return text;
                        });
        List<String> found = List.of(thread.await(() -> output).split("\0"));
        assertEquals(
                env.entrySet().stream().map(Object::toString).sorted().toList(),
                found.stream().sorted().toList());
        assertEquals(new WaitStatus(0), thread.await(child::exit));
    }

    @Test
    void whatCannotRunDoesNotStandStoppedEither() throws IOException {
        Path broken = Files.writeString(directory.resolve("broken"), "#!/nowhere\n");
        Files.setPosixFilePermissions(broken, PosixFilePermissions.fromString("rwx------"));
        for (String program : List.of("no-such-program", broken.toString())) {
            FluxException error =
                    assertThrows(
                            FluxException.class,
                            () -> spawn(stopped(SpawnRequest.of(List.of(program), ENV))));
            assertEquals(Errno.ENOENT, error.errno());
        }
    }

    @Test
    void leavesNoDescriptorBehind() {
        statusOf(SpawnRequest.of(List.of("true"), ENV));
        int before = openDescriptors();
        for (int i = 0; i < 20; i++) {
            statusOf(SpawnRequest.of(List.of("true"), ENV));
            refusalOf(SpawnRequest.of(List.of("nosuchcommand"), ENV));
        }
        assertEquals(before, openDescriptors());
    }

    private static int openDescriptors() {
        String[] open = Path.of("/proc/self/fd").toFile().list();
        return open == null ? -1 : open.length;
    }

    @Test
    void refusesSignalsThatAreNone() {
        ChildProcess child = spawn(SpawnRequest.of(List.of("sleep", "1000"), ENV));
        FluxException none =
                assertThrows(FluxException.class, () -> thread.run(() -> child.kill(0)));
        assertEquals(Errno.EINVAL, none.errno());
        FluxException large =
                assertThrows(FluxException.class, () -> thread.run(() -> child.kill(999)));
        assertEquals(Errno.EINVAL, large.errno());
        thread.run(() -> child.kill(Signum.SIGTERM));
        assertTrue(thread.await(child::exit).isSignaled());
        FluxException gone =
                assertThrows(
                        FluxException.class, () -> thread.run(() -> child.kill(Signum.SIGTERM)));
        assertEquals(Errno.ESRCH, gone.errno());
    }

    @Test
    void aHundredChildrenAtOnce() {
        List<ChildProcess> children = new ArrayList<>();
        thread.run(
                () -> {
                    for (int i = 0; i < 100; i++) {
                        children.add(thread.spawner().spawn(shell("exit " + children.size())));
                    }
                });
        for (int i = 0; i < 100; i++) {
            assertEquals(i, thread.await(children.get(i)::exit).exitCode());
        }
    }

    @Test
    void doesWithoutWhatOldSystemsLack() throws IOException {
        Path real = directory.toRealPath();
        SpawnRequest request =
                shell("pwd; ls /proc/$$/fd; exit 5")
                        .withCwd(real.toString())
                        .withChannels(List.of(new SpawnRequest.Channel("ONE", "")));
        Deferred<ChildProcess> started = new Deferred<>();
        String output =
                thread.await(
                        () -> {
                            ChildProcess child = thread.oldSpawner().spawn(request);
                            started.complete(child);
                            return Collected.textOf(child.stream("stdout").orElseThrow());
                        });
        assertEquals(real + "\n0\n1\n2\n3\n", output);
        ChildProcess child = thread.await(() -> started);
        assertEquals(5, thread.await(child::exit).exitCode());
    }
}
