package fluxj.core.runat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.errors.Errno;
import fluxj.reactor.Deferred;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntConsumer;

@Timeout(60)
class RunatTest {
    private static final Set<CommandFlag> LOGGED = EnumSet.of(CommandFlag.LOG_STDIO);
    private static final Set<CommandFlag> PLAIN = EnumSet.noneOf(CommandFlag.class);

    private final Workbench bench = new Workbench(Optional.empty());
    private final Runat runat = bench.runat;

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void runsEveryCommandLastPushedFirstAndKeepsTheFirstFailure() {
        runat.pushShell("rc1", "exit 3", LOGGED);
        runat.pushShell("rc1", "exit 2", LOGGED);
        runat.pushShell("rc1", "true", LOGGED);
        assertEquals(2, bench.run("rc1"));
        assertEquals(
                List.of(
                        "info rc1.0: true Exited (rc=0) T",
                        "err rc1.1: exit 2 Exited (rc=2) T",
                        "err rc1.2: exit 3 Exited (rc=3) T"),
                bench.logged);
        assertEquals(List.of("Running true", "Running exit 2", "Running exit 3"), bench.statuses);
    }

    private record Slow(Workbench bench) implements BuiltinScript {
        @Override
        public void start(IntConsumer onDone) {
            bench.thread.reactor().after(Duration.ofMillis(20), () -> onDone.accept(4));
        }

        @Override
        public void abort() {}
    }

    @Test
    void runsPartsOfTheBrokerInTheirTurn() {
        runat.pushShell("cleanup", "true", LOGGED);
        runat.pushBuiltin("cleanup", "flux queue stop", new Slow(bench));
        runat.pushShell("cleanup", "exit 0", LOGGED);
        assertEquals(4, bench.run("cleanup"));
        assertEquals(
                List.of(
                        "info cleanup.0: exit 0 Exited (rc=0) T",
                        "err cleanup.1: flux queue stop Exited (rc=4) T",
                        "info cleanup.2: true Exited (rc=0) T"),
                bench.logged);
    }

    @Test
    void logsOutputLineByLine() {
        runat.pushShell("cleanup", "printf 'one\\n\\ntwo'", LOGGED);
        assertEquals(0, bench.run("cleanup"));
        assertEquals(
                List.of(
                        "info cleanup.0: one",
                        "info cleanup.0: ",
                        "info cleanup.0: two",
                        "info cleanup.0: printf 'one\\n\\ntwo' Exited (rc=0) T"),
                bench.logged);
    }

    @Test
    void logsStandardErrorAsErrors() {
        runat.pushShell("rc3", "echo oops >&2", LOGGED);
        bench.run("rc3");
        assertEquals("err rc3.0: oops", bench.logged.getFirst());
    }

    @Test
    void leavesTheStreamsOfOtherCommandsAlone() {
        runat.pushShell("rc2", "test ! -p /dev/stdout || true", PLAIN);
        assertEquals(0, bench.run("rc2"));
        assertEquals(1, bench.logged.size(), bench.logged.toString());
    }

    @Test
    void namesTheSignalThatKilledACommand() {
        runat.pushShell("rc2", "kill -9 $$", PLAIN);
        assertEquals(137, bench.run("rc2"));
        assertEquals(List.of("err rc2.0: kill -9 $$ Killed (rc=137) T"), bench.logged);
    }

    @Test
    void countsWhatCannotBeRunAsAShellDoes() {
        runat.pushCommand("rc2", List.of("/nonexist", "a", "b"), PLAIN);
        assertEquals(127, bench.run("rc2"));
        runat.pushCommand("rc3", List.of("/etc/passwd"), PLAIN);
        assertEquals(126, bench.run("rc3"));
        assertEquals(
                List.of(
                        "err rc2.0: /nonexist a b error launching process:"
                                + " No such file or directory (rc=127) T",
                        "err rc3.0: /etc/passwd error launching process:"
                                + " Permission denied (rc=126) T"),
                bench.logged);
    }

    @Test
    void goesOnAfterACommandThatCannotBeRun() {
        runat.pushShell("rc2", "true", PLAIN);
        runat.pushCommand("rc2", List.of("/nonexist"), PLAIN);
        assertEquals(127, bench.run("rc2"));
        assertEquals("info rc2.1: true Exited (rc=0) T", bench.logged.getLast());
    }

    @Test
    void hangsUpWhatRunsAndSkipsTheRest() {
        runat.pushShell("rc1", "echo never", LOGGED);
        runat.pushShell("rc1", "echo ready; sleep 100", LOGGED);
        assertEquals(129, runAndAbortWhenReady());
        assertEquals(
                List.of("info rc1.0: ready", "err rc1.0: echo ready; sleep 100 Hangup (rc=129) T"),
                bench.logged);
    }

    @Test
    void countsACommandThatEndsWellAfterAbortAsFailed() {
        runat.pushShell(
                "rc1", "trap 'exit 0' HUP; sleep 20 >/dev/null 2>&1 & echo ready; wait", LOGGED);
        assertEquals(1, runAndAbortWhenReady());
        assertTrue(
                bench.logged.getLast().endsWith(" aborted after exit with rc=0 (rc=1) T"),
                bench.logged.toString());
    }

    private int runAndAbortWhenReady() {
        return bench.thread.await(
                () -> {
                    Deferred<Integer> rc = new Deferred<>();
                    bench.line("ready").then(_ -> runat.abort("rc1"), rc::fail);
                    runat.start("rc1", rc::complete);
                    return rc;
                });
    }

    @Test
    void runsNothingOfAListThatWasAbortedBefore() {
        runat.pushShell("rc3", "echo never", LOGGED);
        bench.thread.run(() -> runat.abort("rc3"));
        assertEquals(0, bench.run("rc3"));
        assertEquals(List.of(), bench.logged);
    }

    @Test
    void runsWhatIsPushedWhileItRuns() {
        runat.pushShell("cleanup", "echo last", LOGGED);
        runat.pushShell("cleanup", "echo first; read line", LOGGED);
        int rc =
                bench.thread.await(
                        () -> {
                            Deferred<Integer> done = new Deferred<>();
                            bench.line("first")
                                    .then(
                                            _ -> {
                                                runat.pushShell("cleanup", "echo next", LOGGED);
                                                bench.server
                                                        .find(
                                                                0,
                                                                Optional.of("cleanup"),
                                                                Errno.ESRCH)
                                                        .end("stdin");
                                            },
                                            done::fail);
                            runat.start("cleanup", done::complete);
                            return done;
                        });
        assertEquals(1, rc);
        assertEquals(
                List.of("info cleanup.0: first", "info cleanup.1: next", "info cleanup.2: last"),
                bench.logged.stream().filter(line -> !line.contains("Exited")).toList());
    }

    @Test
    void listsWhatRunsUnderTheNameOfItsList() {
        runat.pushShell("rc1", "echo ready; sleep 100", LOGGED);
        List<String> labels = new ArrayList<>();
        bench.thread.await(
                () -> {
                    Deferred<Integer> rc = new Deferred<>();
                    bench.line("ready")
                            .then(
                                    _ -> {
                                        bench.server.list().forEach(p -> labels.add(p.label()));
                                        runat.abort("rc1");
                                    },
                                    rc::fail);
                    runat.start("rc1", rc::complete);
                    return rc;
                });
        assertEquals(List.of("rc1"), labels);
    }

    @Test
    void givesCommandsTheEnvironmentOfTheMoment() {
        bench.environment.set("LATE", "yes");
        bench.attributes.put("jobid", "f7");
        runat.pushShell("rc1", "echo $LATE $FLUX_URI $FLUX_ENCLOSING_ID ${PMI_RANK-none}", LOGGED);
        bench.run("rc1");
        assertEquals("info rc1.0: yes local:///run/local-0 f7 none", bench.logged.getFirst());
    }

    @Test
    void putsACommandInItsOwnProcessGroupUnlessToldNotTo() {
        String line = "set -- $(ps -o pgid= -p $$); test $1 = $$";
        runat.pushShell("rc1", line, LOGGED);
        assertEquals(0, bench.run("rc1"));
        runat.pushShell("rc2", line, EnumSet.of(CommandFlag.NO_SETPGRP));
        assertEquals(1, bench.run("rc2"));
    }

    @Test
    void callsAShellLineByItsLineHoweverItWasPushed() {
        runat.pushCommand("rc2", List.of("/bin/sh", "-c", "exit 0"), PLAIN);
        bench.run("rc2");
        assertEquals(List.of("info rc2.0: exit 0 Exited (rc=0) T"), bench.logged);
    }

    @Test
    void knowsWhichListsThereAre() {
        assertFalse(runat.isDefined("rc1"));
        runat.pushShell("rc1", "true", LOGGED);
        assertTrue(runat.isDefined("rc1"));
        bench.run("rc1");
        assertTrue(runat.isDefined("rc1"));
        runat.abort("rc9");
        assertThrows(IllegalStateException.class, () -> runat.start("rc9", _ -> {}));
    }

    @Test
    void doesNotLogAnInteractiveShell() {
        assertThrows(
                IllegalArgumentException.class,
                () -> runat.pushInteractiveShell("rc2", "", LOGGED));
    }
}
