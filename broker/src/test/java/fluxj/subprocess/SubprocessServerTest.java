package fluxj.subprocess;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.platform.Signum;
import fluxj.platform.os.ReactorThread;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

@Timeout(60)
class SubprocessServerTest {
    private static final Map<String, String> ENV = Map.of("PATH", "/usr/bin:/bin");

    private final ReactorThread thread = new ReactorThread();
    private final List<String> logged = new ArrayList<>();
    private final Deferred<String> exitLogged = new Deferred<>();
    private final List<String> opened = new ArrayList<>();
    private final SubprocessServer server =
            new SubprocessServer(
                    thread.reactor(),
                    thread.spawner(),
                    new ServerEnvironment(
                            5,
                            "local:///x",
                            Map.of("PATH", "/usr/bin:/bin", "NOTIFY_SOCKET", "/n")),
                    (severity, line) -> {
                        logged.add(severity.word() + " " + line.replaceAll("\\[\\d+]", "[PID]"));
                        if (line.contains("]: Exit") || line.contains("]: Killed")) {
                            exitLogged.complete(line);
                        }
                    },
                    (uri, fd) -> {
                        if (uri.equals("interthread://nobody")) {
                            throw new FluxException(Errno.ENOENT);
                        }
                        opened.add(uri);
                        assertTrue(fd > 2);
                        return () -> opened.add("closed");
                    });

    @AfterEach
    void closeReactor() {
        thread.await(() -> server.shutdown(Signum.SIGKILL, Duration.ofSeconds(10)));
        thread.close();
    }

    private static Command shell(String script) {
        return Command.of(List.of("sh", "-c", script), ENV);
    }

    private List<String> run(ExecRequest request) {
        return thread.await(
                () -> {
                    Heard heard = new Heard();
                    server.exec(request, heard);
                    return heard.over;
                });
    }

    private List<String> run(Command command) {
        return run(ExecRequest.foreground(command));
    }

    private FluxException refusal(ExecRequest request) {
        return assertThrows(FluxException.class, () -> run(request));
    }

    private static ExecRequest inBackground(Command command, int flags) {
        return new ExecRequest(command, flags, 0, true);
    }

    @Test
    void tellsOfOutputLineByLineThenEndsAndStatus() {
        List<String> heard = new ArrayList<>(run(shell("printf 'one\\ntwo\\nthree'; exit 2")));
        assertEquals("started", heard.removeFirst());
        assertEquals("done", heard.removeLast());
        assertTrue(heard.remove("finished 512"));
        assertTrue(heard.remove("stderr eof"));
        assertEquals(List.of("stdout one\n", "stdout two\n", "stdout three", "stdout eof"), heard);
    }

    @Test
    void forwardsOnlyTheStreamsAskedFor() {
        List<String> heard =
                run(new ExecRequest(shell("echo out; echo err >&2"), ExecFlags.STDERR, 0, false));
        assertEquals(
                List.of("started", "stderr err\n", "stderr eof"),
                heard.stream().filter(line -> !line.matches("done|finished 0")).toList());
    }

    @Test
    void doesNotCutLinesWhenToldNotTo() {
        Command command =
                shell("printf 'a\\nb\\n'").withOpts(Map.of("stdout_LINE_BUFFER", "false"));
        assertTrue(run(command).contains("stdout a\nb\n"));
    }

    @Test
    void letsAnOverlongLineGoInPieces() {
        Command command = shell("printf 'abcdef\\n'").withOpts(Map.of("stdout_BUFSIZE", "4"));
        List<String> heard = run(command);
        assertTrue(heard.contains("stdout abcd"), heard.toString());
        assertTrue(heard.contains("stdout ef\n"), heard.toString());
    }

    @Test
    void holdsAProcessBackWhileNobodyTakesItsOutputAndLosesNothing() {
        Heard heard = new Heard();
        heard.room = 1;
        // More than the pipe holds: it cannot end before its output is taken.
        Command command = shell("seq 100000; seq 100000 >&2");
        Subprocess process = thread.call(() -> server.exec(ExecRequest.foreground(command), heard));
        assertEquals("1\n", thread.await(() -> heard.firstOutput));
        thread.run(
                () -> {
                    assertEquals(List.of("started", "stdout 1\n"), heard.lines);
                    assertTrue(process.isActive());
                    heard.room = Integer.MAX_VALUE;
                    process.resume();
                });
        List<String> lines = thread.await(() -> heard.over);
        assertEquals("done", lines.getLast());
        for (String stream : List.of("stdout ", "stderr ")) {
            List<String> said = lines.stream().filter(line -> line.startsWith(stream)).toList();
            assertEquals(100_001, said.size());
            assertEquals(stream + "1\n", said.getFirst());
            assertEquals(stream + "100000\n", said.get(99_999));
            assertEquals(stream + "eof", said.getLast());
        }
    }

    @Test
    void aHeldProcessEndsWithItsClientAndWithTheServer() {
        for (boolean clientLeaves : List.of(true, false)) {
            Heard heard = new Heard();
            heard.room = 1;
            Subprocess process =
                    thread.call(
                            () -> server.exec(ExecRequest.foreground(shell("exec yes")), heard));
            thread.await(() -> heard.firstOutput);
            if (clientLeaves) {
                thread.run(() -> process.abandon(heard));
                thread.await(
                        () -> {
                            Deferred<Boolean> gone = new Deferred<>();
                            awaitEmpty(gone);
                            return gone;
                        });
            } else {
                assertTrue(
                        thread.await(() -> server.shutdown(Signum.SIGTERM, Duration.ofMinutes(1))));
                assertTrue(heard.lines.contains("finished 15"), heard.lines.toString());
                assertEquals("done", heard.lines.getLast());
            }
        }
    }

    @Test
    void refusesBadStreamOptions() {
        for (Map.Entry<String, String> option :
                new TreeMap<>(
                                Map.of(
                                        "stdout_BUFSIZE", "0",
                                        "stderr_BUFSIZE", "many",
                                        "stdin_BUFSIZE", "-1",
                                        "stdout_LINE_BUFFER", "perhaps"))
                        .entrySet()) {
            Command command = shell("true").withOpts(Map.of(option.getKey(), option.getValue()));
            FluxException error = refusal(ExecRequest.foreground(command));
            assertEquals(Errno.EINVAL, error.errno(), option.toString());
        }
    }

    @Test
    void givesTheServersUriAndNoneOfWhatIsNotForChildren() {
        List<String> heard = run(Command.of(List.of("env"), Map.of()));
        assertTrue(heard.contains("stdout FLUX_URI=local:///x\n"));
        assertTrue(heard.contains("stdout PATH=/usr/bin:/bin\n"));
        assertFalse(heard.toString().contains("NOTIFY_SOCKET"));
        List<String> own =
                run(Command.of(List.of("/usr/bin/env"), Map.of("FLUX_URI", "other", "A", "b")));
        assertTrue(own.contains("stdout FLUX_URI=local:///x\n"));
        assertTrue(own.contains("stdout A=b\n"));
        assertFalse(own.toString().contains("PATH"));
    }

    @Test
    void carriesInputAndCountsCredit() {
        Heard heard = new Heard();
        thread.await(
                () -> {
                    Subprocess cat =
                            server.exec(
                                    new ExecRequest(
                                            Command.of(List.of("cat"), ENV),
                                            ExecFlags.STDOUT | ExecFlags.WRITE_CREDIT,
                                            0,
                                            false),
                                    heard);
                    assertEquals(4 << 20, heard.credit);
                    cat.write("stdin", "hello\n".getBytes(StandardCharsets.UTF_8));
                    cat.end("stdin");
                    return heard.over;
                });
        assertTrue(heard.lines.contains("stdout hello\n"));
        assertEquals((4 << 20) + 6, thread.call(() -> heard.credit));
    }

    @Test
    void inputOverTheBufferEndsTheProcess() {
        Heard heard = new Heard();
        thread.await(
                () -> {
                    Subprocess sleep =
                            server.exec(
                                    ExecRequest.foreground(
                                            shell("sleep 1000")
                                                    .withOpts(Map.of("stdin_BUFSIZE", "8"))),
                                    heard);
                    sleep.write("stdin", new byte[9]);
                    return heard.over;
                });
        assertEquals(
                List.of("started", "failed ENOSPC internal fatal error: No space left on device"),
                heard.lines);
    }

    @Test
    void connectsChannels() {
        Heard heard = new Heard();
        thread.await(
                () -> {
                    Subprocess child =
                            server.exec(
                                    new ExecRequest(
                                            shell("read x <&$CH; echo \"got $x\" >&$CH")
                                                    .withChannels(List.of("CH")),
                                            ExecFlags.CHANNEL,
                                            0,
                                            false),
                                    heard);
                    child.write("CH", "me\n".getBytes(StandardCharsets.UTF_8));
                    return heard.over;
                });
        assertTrue(heard.lines.contains("CH got me\n"), heard.lines.toString());
        assertTrue(heard.lines.contains("CH eof"), heard.lines.toString());
    }

    @Test
    void connectsMessageChannels() {
        List<String> heard =
                run(
                        shell("echo $FLUX_MODULE_URI")
                                .withMessageChannels(
                                        List.of(
                                                new Command.MessageChannel(
                                                        "FLUX_MODULE_URI", "interthread://u"))));
        assertTrue(heard.contains("stdout fd://3\n"), heard.toString());
        assertEquals(List.of("interthread://u", "closed"), thread.call(() -> opened));
        FluxException error =
                refusal(
                        ExecRequest.foreground(
                                shell("sleep 1000")
                                        .withMessageChannels(
                                                List.of(
                                                        new Command.MessageChannel(
                                                                "X", "interthread://nobody")))));
        assertEquals("error launching process: No such file or directory", error.getMessage());
        assertEquals(List.of(), thread.call(server::list));
    }

    @Test
    void refusesWithFluxsTexts() {
        FluxException missing =
                refusal(ExecRequest.foreground(Command.of(List.of("/no/such"), ENV)));
        assertEquals(Errno.ENOENT, missing.errno());
        assertEquals("error launching process: No such file or directory", missing.text());
        FluxException empty = refusal(ExecRequest.foreground(Command.of(List.of(), ENV)));
        assertEquals(Errno.EPROTO, empty.errno());
        assertEquals("command string is empty", empty.text());
        Command yes = Command.of(List.of("true"), ENV);
        assertEquals(
                "write-credit flag is not allowed in background mode",
                refusal(inBackground(yes, ExecFlags.WRITE_CREDIT)).text());
        assertEquals(
                "stdio-fallthrough flag is not allowed in background mode",
                refusal(new ExecRequest(yes, 0, ExecFlags.STDIO_FALLTHROUGH, true)).text());
        assertEquals(
                "auxiliary channels are not allowed in background mode",
                refusal(inBackground(yes.withChannels(List.of("X")), 0)).text());
        assertEquals(
                "waitable flag only supported in background mode",
                refusal(new ExecRequest(yes, ExecFlags.WAITABLE, 0, false)).text());
    }

    @Test
    void labelsAreUniqueWhileInUse() {
        Heard heard = new Heard();
        Command sleep = Command.of(List.of("sleep", "1000"), ENV).withLabel("mine");
        thread.run(() -> server.exec(ExecRequest.foreground(sleep), heard));
        assertEquals("command label is not unique", refusal(ExecRequest.foreground(sleep)).text());
        thread.await(
                () -> {
                    server.find(0, Optional.of("mine"), Errno.ESRCH).kill(Signum.SIGTERM);
                    return heard.over;
                });
        assertTrue(heard.lines.contains("finished 15"));
        List<String> again = run(Command.of(List.of("true"), ENV).withLabel("mine"));
        assertEquals("done", again.getLast());
    }

    @Test
    void listsWhatRuns() {
        Heard heard = new Heard();
        int pid =
                thread.call(
                        () ->
                                server.exec(
                                                ExecRequest.foreground(
                                                        Command.of(List.of("sleep", "1000"), ENV)),
                                                heard)
                                        .pid());
        assertEquals(
                List.of(new SubprocessServer.Listed(pid, "sleep", "", "R")),
                thread.call(server::list));
        FluxException unknown =
                assertThrows(
                        FluxException.class,
                        () -> thread.call(() -> server.find(1, Optional.empty(), Errno.ESRCH)));
        assertEquals("pid 1 does not belong to any subprocess", unknown.text());
    }

    @Test
    void tellsOfStops() {
        Heard heard = new Heard();
        Subprocess process =
                thread.call(
                        () ->
                                server.exec(
                                        ExecRequest.foreground(shell("kill -STOP $$; exit 4")),
                                        heard));
        assertTrue(thread.await(() -> heard.stopped));
        thread.await(
                () -> {
                    process.kill(Signum.SIGCONT);
                    return heard.over;
                });
        assertTrue(heard.lines.contains("finished 1024"));
    }

    @Test
    void killsTheForegroundProcessOfAClientThatLeaves() {
        Heard heard = new Heard();
        Deferred<Boolean> gone = new Deferred<>();
        thread.run(
                () -> {
                    Subprocess process =
                            server.exec(
                                    ExecRequest.foreground(shell("echo ready; sleep 1000 & wait")),
                                    heard);
                    heard.firstOutput.then(
                            _ -> {
                                process.abandon(heard);
                                awaitEmpty(gone);
                            },
                            gone::fail);
                });
        assertTrue(thread.await(() -> gone));
        assertEquals(List.of("started", "stdout ready\n"), heard.lines);
    }

    private void awaitEmpty(Deferred<Boolean> gone) {
        if (server.list().isEmpty()) {
            gone.complete(true);
        } else {
            thread.reactor().after(Duration.ofMillis(5), () -> awaitEmpty(gone));
        }
    }

    @Test
    void logsWhatABackgroundProcessSays() {
        Heard heard = new Heard();
        thread.run(() -> server.exec(inBackground(shell("echo hi; echo no >&2"), 0), heard));
        thread.await(() -> exitLogged);
        assertEquals(List.of("started"), heard.lines);
        List<String> log = thread.call(() -> List.copyOf(logged));
        assertTrue(log.contains("info sh[PID]: hi"), log.toString());
        assertTrue(log.contains("err sh[PID]: no"), log.toString());
        assertEquals("info sh[PID]: Exit 0", log.getLast());
        assertEquals(List.of(), thread.call(server::list));
    }

    private Subprocess background(String script, int flags) {
        return thread.call(
                () -> server.exec(inBackground(shell(script).withLabel("bg"), flags), new Heard()));
    }

    @Test
    void keepsAWaitableProcessUntilItsStatusIsTaken() {
        Subprocess process = background("echo last words; exit 9", ExecFlags.WAITABLE);
        thread.await(() -> exitLogged);
        assertEquals("Z", thread.call(server::list).getFirst().state());
        Subprocess.Outcome outcome = thread.await(() -> server.collect(process));
        assertEquals(9, outcome.status().exitCode());
        assertEquals("last words\n", outcome.output().getFirst().data().orElseThrow().value());
        assertEquals(List.of(), thread.call(server::list));
    }

    @Test
    void waitsForARunningProcessOnceAtATime() {
        Subprocess process = background("sleep 1000", ExecFlags.WAITABLE);
        Promise<Subprocess.Outcome> first = thread.call(() -> server.collect(process));
        FluxException second =
                assertThrows(
                        FluxException.class, () -> thread.await(() -> server.collect(process)));
        assertEquals(Errno.EINVAL, second.errno());
        assertEquals("process is already being waited on", second.text());
        FluxException attach =
                assertThrows(
                        FluxException.class,
                        () -> thread.run(() -> server.attach(process, 3, new Heard())));
        assertEquals(Errno.EBUSY, attach.errno());
        thread.run(() -> process.abandonWait(first));
        Promise<Subprocess.Outcome> third = thread.call(() -> server.collect(process));
        thread.run(() -> process.kill(Signum.SIGTERM));
        assertEquals(143, thread.await(() -> third).status().exitCode());
        assertFalse(thread.call(first::isDone));
    }

    @Test
    void refusesToWaitForWhatIsNotWaitable() {
        Subprocess process = background("sleep 1000", 0);
        FluxException error =
                assertThrows(
                        FluxException.class, () -> thread.await(() -> server.collect(process)));
        assertEquals("process is not waitable", error.text());
    }

    @Test
    void attachesToARunningProcessAndLetsGoOfIt() {
        Subprocess process = background("exec 2>&-; read x; sleep 1000", 0);
        Heard first = new Heard();
        thread.run(() -> server.attach(process, ExecFlags.STDOUT, first));
        FluxException busy =
                assertThrows(
                        FluxException.class,
                        () -> thread.run(() -> server.attach(process, 3, new Heard())));
        assertEquals("subprocess already has a client attached", busy.text());
        thread.run(() -> process.abandon(first));
        Heard second = new Heard();
        thread.run(() -> server.attach(process, ExecFlags.STDOUT | ExecFlags.STDERR, second));
        thread.await(
                () -> {
                    process.kill(Signum.SIGTERM);
                    return second.over;
                });
        assertEquals(List.of("attached sh"), first.lines);
        assertTrue(second.lines.contains("finished 15"), second.lines.toString());
        assertEquals(1, second.lines.stream().filter(line -> line.equals("stderr eof")).count());
        assertEquals("done", second.lines.getLast());
    }

    @Test
    void attachingToAZombieTellsItsEndAndForgetsIt() {
        Subprocess process = background("exit 6", ExecFlags.WAITABLE);
        thread.await(() -> exitLogged);
        Heard heard = new Heard();
        thread.run(() -> server.attach(process, 3, heard));
        assertEquals(
                List.of("attached sh", "stdout eof", "stderr eof", "finished 1536", "done"),
                heard.lines);
        assertEquals(List.of(), thread.call(server::list));
    }

    @Test
    void foregroundProcessesCannotBeAttachedTo() {
        Subprocess process =
                thread.call(
                        () ->
                                server.exec(
                                        ExecRequest.foreground(shell("sleep 1000")), new Heard()));
        FluxException error =
                assertThrows(
                        FluxException.class,
                        () -> thread.run(() -> server.attach(process, 3, new Heard())));
        assertEquals("subprocess is not in background mode", error.text());
    }

    @Test
    void shutdownEndsEverythingAndStartsNothingMore() {
        Heard heard = new Heard();
        background("exit 0", ExecFlags.WAITABLE);
        thread.await(() -> exitLogged);
        thread.run(
                () ->
                        server.exec(
                                ExecRequest.foreground(
                                        shell("trap '' TERM; echo deaf; sleep 1000; sleep 1000")),
                                heard));
        thread.await(() -> heard.firstOutput);
        boolean clean = thread.await(() -> server.shutdown(Signum.SIGTERM, Duration.ofMillis(50)));
        assertFalse(clean, "a process that ignores SIGTERM is killed after the limit");
        thread.await(() -> heard.over);
        assertTrue(heard.lines.contains("finished 9"));
        FluxException late = refusal(ExecRequest.foreground(shell("true")));
        assertEquals(Errno.ENOSYS, late.errno());
        assertEquals("subprocess server is shutting down", late.text());
    }
}
