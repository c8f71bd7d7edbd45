package fluxj.services.jobexec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Idset;
import fluxj.job.Eventlog;
import fluxj.json.JsonObject;
import fluxj.platform.Signum;
import fluxj.services.jobexec.Execution.Recovery;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

class JobMachineTest {
    private static final String RELEASE = "release {\"ranks\":\"all\",\"final\":true}";
    private static final String MOCK = "{\"exec\":{\"test\":{\"run_duration\":\"1s\"}}}";

    private static String finish(int status) {
        return "finish {\"status\":" + status + "}";
    }

    private static String exception(String note) {
        return exception(0, "exec", note);
    }

    private static String exception(int severity, String type, String note) {
        return "exception {\"severity\":"
                + severity
                + ",\"type\":\""
                + type
                + "\",\"note\":\""
                + note
                + "\"}";
    }

    // --- the usual way

    @Test
    void aJobStartsFinishesAndIsReleased() {
        MachineFixture job = MachineFixture.of(2).run().passBarrier();
        assertEquals(List.of("start"), job.world.answers);
        job.exit(2, 0);
        job.exit(3, 3);
        assertEquals(List.of("start", finish(3 << 8)), job.world.answers);
        assertEquals(1, job.world.moving);
        job.machine.moved();
        assertEquals(List.of("start", finish(3 << 8), RELEASE), job.world.answers);
        assertEquals(
                List.of(
                        "starting",
                        "shell-exit {\"rank\":2,\"wait_status\":0}",
                        "complete {\"status\":768}",
                        "done"),
                job.world.events);
        assertEquals(1, job.world.gone);
        assertTrue(job.world.alarms.isEmpty());
    }

    @Test
    void theLeadersExitSaysWhoIsLeft() {
        MachineFixture job = MachineFixture.of(3).run().passBarrier();
        job.exit(2, 0);
        job.ring(Alarm.EXIT_BATCH);
        assertEquals(
                "shell-exit {\"rank\":2,\"wait_status\":0,\"active_ranks\":\"3-4\"}",
                job.world.events.getLast());
        assertTrue(job.world.alarms.containsKey(Alarm.SHELL_EXIT));
    }

    @Test
    void startHasToWaitForTheLastShell() {
        MachineFixture job = MachineFixture.of(2).begin();
        job.shells.started(2);
        assertEquals(List.of(), job.world.answers);
        job.shells.started(3);
        assertEquals(List.of("start"), job.world.answers);
    }

    @Test
    void soManyShellsStartAtOnceAndNoMore() {
        int size = ShellExecution.STARTING_LIMIT + 10;
        MachineFixture job = MachineFixture.of(size).begin();
        assertEquals(ShellExecution.STARTING_LIMIT, job.world.shells.size());
        job.shells.started(2);
        assertEquals(ShellExecution.STARTING_LIMIT + 1, job.world.shells.size());
    }

    // --- shells that do not do as they should

    @Test
    void aShellThatEndsBeforeTheBarrierEndsTheJob() {
        MachineFixture job = MachineFixture.of(2).run();
        job.exit(3, 1);
        job.ring(Alarm.EXIT_BATCH);
        assertEquals(
                exception("host[3] (ranks 3) terminated before first barrier"),
                job.world.answers.getLast());
        assertTrue(job.world.deeds.contains("signal 2 15"));
        assertEquals(Barrier.Verdict.BROKEN, job.shells.enterBarrier(2));
    }

    @Test
    void aLeaderThatIsKilledEndsTheJob() {
        MachineFixture job = MachineFixture.of(2).run().passBarrier();
        job.die(2, Signum.SIGSEGV);
        job.ring(Alarm.EXIT_BATCH);
        assertEquals(
                exception("shell rank 0 (on host[2]): Segmentation fault"),
                job.world.answers.getLast());
    }

    @Test
    void aJobOutlivesANodeThatIsNotCritical() {
        MachineFixture job = MachineFixture.of(3).run().passBarrier();
        job.machine.setCritical(Idset.of(0));
        job.fail(4, new FluxException(Errno.EHOSTUNREACH));
        assertEquals(
                exception(2, "node-failure", "node failure on host[4] (shell rank 2)"),
                job.world.answers.getLast());
        assertTrue(job.world.deeds.contains("tell leader 2 2 ''"));
        job.exit(3, 0);
        job.exit(2, 0);
        assertEquals(finish(0), job.world.answers.getLast());
    }

    @Test
    void aCriticalNodeTakesTheJobWithIt() {
        MachineFixture job = MachineFixture.of(2).run().passBarrier();
        job.fail(3, new FluxException(Errno.EHOSTUNREACH));
        assertEquals(exception("node failure on host[3] (rank 3)"), job.world.answers.getLast());
        assertTrue(
                job.world.deeds.contains(
                        "tell leader 0 1 'node failure on host[3] (shell rank 1)'"));
        job.die(2, Signum.SIGTERM);
        assertEquals(finish(Signum.SIGTERM), job.world.answers.getLast());
    }

    @Test
    void aShellThatCannotBeStartedEndsTheJob() {
        MachineFixture job = MachineFixture.of(1).begin();
        job.fail(2, new FluxException(Errno.ENOENT));
        assertEquals(
                List.of(
                        exception(
                                "job shell exec error on broker host[2] (rank 2): No such file or"
                                        + " directory"),
                        finish(127 << 8)),
                job.world.answers);
    }

    @Test
    void shellsThatOutliveTheLeaderForTooLongEndTheJob() {
        MachineFixture job = MachineFixture.of(2, "shell-exit-timeout=0.2s").run().passBarrier();
        job.exit(2, 0);
        job.ring(Alarm.SHELL_EXIT);
        assertEquals(
                exception(
                        "job shells still active on host[3] (rank 3) 0.2s after leader shell exit"),
                job.world.answers.getLast());
    }

    @Test
    void aNodeThatHangsAtTheBarrierIsDrained() {
        MachineFixture job = MachineFixture.of(3).run();
        job.shells.enterBarrier(2);
        job.ring(Alarm.BARRIER);
        assertTrue(
                job.world.deeds.contains(
                        "drain 3-4: job fdeyF7V start timeout: possible node hang"),
                job.world.deeds.toString());
        assertEquals(
                exception("start barrier timeout waiting for 2/3 nodes (ranks 3-4)"),
                job.world.answers.getLast());
    }

    @Test
    void onlyTheFirstBarrierHasALimit() {
        MachineFixture job = MachineFixture.of(2).run();
        assertEquals(Barrier.Verdict.WAIT, job.shells.enterBarrier(2));
        assertTrue(job.world.alarms.containsKey(Alarm.BARRIER));
        assertEquals(Barrier.Verdict.NOT_PENDING, job.shells.enterBarrier(2));
        assertEquals(Barrier.Verdict.OPEN, job.shells.enterBarrier(3));
        assertEquals(Barrier.Verdict.WAIT, job.shells.enterBarrier(3));
        assertFalse(job.world.alarms.containsKey(Alarm.BARRIER));
    }

    // --- exceptions

    @Test
    void anExceptionIsAnsweredWithSignalsUntilAllHaveEnded() {
        MachineFixture job = MachineFixture.of(1).run();
        job.machine.exception("cancel", Optional.empty());
        job.machine.exception("cancel", Optional.empty());
        assertEquals(List.of("start"), job.world.answers);
        assertEquals(List.of("launch 2", "signal 2 15", "signal 2 15"), job.world.deeds);
        job.exit(2, 143);
        assertEquals(finish(143 << 8), job.world.answers.getLast());
    }

    @Test
    void aShellThatIsOnItsWayGetsTheSignalWhenItHasCome() {
        MachineFixture job = MachineFixture.of(2).begin();
        job.shells.started(2);
        job.machine.exception("cancel", Optional.empty());
        assertFalse(job.world.deeds.contains("signal 3 15"));
        job.shells.started(3);
        assertTrue(job.world.deeds.contains("signal 3 15"));
    }

    @Test
    void shellsThatHaveNotBegunNeverDo() {
        int size = ShellExecution.STARTING_LIMIT + 5;
        MachineFixture job = MachineFixture.of(size).begin();
        job.machine.exception("cancel", Optional.empty());
        job.world.shells.keySet().stream().toList().forEach(rank -> job.exit(rank, 143));
        assertEquals(finish(143 << 8), job.world.answers.getLast());
        assertFalse(job.world.deeds.contains("launch " + (size + 1)));
    }

    @Test
    void aJobThatIsCancelledWhileItsNamespaceIsMadeNeverStarts() {
        MachineFixture job = MachineFixture.of(1);
        job.machine.begin();
        job.machine.exception("cancel", Optional.empty());
        job.machine.established(Optional.empty());
        job.machine.moved();
        assertEquals(List.of(RELEASE), job.world.answers);
        assertEquals(List.of("done"), job.world.events);
    }

    @Test
    void aJobWithoutNamespaceIsReleasedAtOnce() {
        MachineFixture job = MachineFixture.with(MachineFixture.facts(1, "{}", true, 0, 0));
        job.machine.begin();
        job.machine.establishFailed(
                new FluxException(Errno.ENOENT, "failed to create guest ns: none"));
        assertEquals(
                List.of(exception("failed to create guest ns: none"), RELEASE), job.world.answers);
        assertEquals(0, job.world.moving);
    }

    @Test
    void aJobThatFailedWithoutAStatusGetsOne() {
        MachineFixture job = MachineFixture.of(1).run();
        job.machine.exception("x", Optional.empty());
        job.exit(2, 0);
        assertEquals(finish(1 << 8), job.world.answers.getLast());
    }

    @Test
    void theExceptionsOwnStatusCounts() {
        MachineFixture job = MachineFixture.of(1).run();
        job.machine.exception("x", Optional.of(Signum.SIGSEGV));
        job.exit(2, 1);
        assertEquals(finish((128 + Signum.SIGSEGV) << 8), job.world.answers.getLast());
    }

    @Test
    void aLongNoteIsCut() {
        MachineFixture job = MachineFixture.of(1).run();
        job.machine.fatal("x".repeat(300));
        assertEquals(exception("x".repeat(254) + "+"), job.world.answers.getLast());
    }

    // --- the ladder

    @Test
    void tasksAreKilledThenShellsThenNodesAreDrained() {
        MachineFixture job = MachineFixture.of(1, "kill-timeout=0.1s", "max-kill-count=3").run();
        job.machine.exception("cancel", Optional.empty());
        double begin = job.world.time;
        job.ring(Alarm.KILL_TASKS);
        assertEquals(0.1, job.world.time - begin, 1e-6);
        assertEquals("kill tasks 9", job.world.deeds.getLast());
        job.ring(Alarm.KILL_SHELLS);
        assertEquals(0.5, job.world.time - begin, 1e-6);
        assertEquals("signal 2 9", job.world.deeds.getLast());
        job.ring(Alarm.KILL_SHELLS);
        assertEquals(0.7, job.world.time - begin, 1e-6);
        assertFalse(job.machine.isFinalizing());
        job.ring(Alarm.KILL_SHELLS);
        assertEquals(1.1, job.world.time - begin, 1e-6);
        assertTrue(job.world.deeds.contains("drain 2: unkillable user processes for job fdeyF7V"));
        assertEquals(finish(1), job.world.answers.getLast());
        assertTrue(job.machine.isFinalizing());
    }

    @Test
    void aLimitInTimeTakesThePlaceOfTheCount() {
        MachineFixture job =
                MachineFixture.of(1, "kill-timeout=0.1s", "max-kill-count=1", "max-kill-timeout=1s")
                        .run();
        job.machine.exception("cancel", Optional.empty());
        double begin = job.world.time;
        job.ring(Alarm.MAX_KILL);
        assertEquals(1, job.world.time - begin, 1e-6);
        assertEquals(finish(1), job.world.answers.getLast());
    }

    @Test
    void theWholeLadderTakesAsLongAsItSays() {
        ExecSettings settings =
                ExecSettings.of(
                        JsonObject.EMPTY,
                        List.of("kill-timeout=0.1s", "max-kill-count=3"),
                        ShellPrograms.NONE);
        assertEquals(0.8, settings.effectiveMaxKillTimeout(), 1e-9);
        ExecSettings defaults = ExecSettings.of(JsonObject.EMPTY, List.of(), ShellPrograms.NONE);
        assertEquals(640, defaults.effectiveMaxKillTimeout(), 1e-9);
    }

    // --- time

    @Test
    void aJobEndsWhenItsTimeIsUp() {
        MachineFixture job =
                MachineFixture.with(MachineFixture.facts(1, "{}", false, 1000, 1010)).run();
        assertEquals(1010, job.machine.expiresAt());
        job.ring(Alarm.EXPIRATION);
        assertEquals(
                exception(0, "timeout", "resource allocation expired"),
                job.world.answers.getLast());
        assertEquals("signal 2 14", job.world.deeds.getLast());
        job.exit(2, 142);
        assertEquals(finish(142 << 8), job.world.answers.getLast());
    }

    @Test
    void aJobThatStartedLateGetsItsTimeBack() {
        MachineFixture late =
                MachineFixture.with(MachineFixture.facts(1, "{}", false, 995, 1005)).run();
        assertEquals(1010, late.machine.expiresAt());
        MachineFixture hardly =
                MachineFixture.with(MachineFixture.facts(1, "{}", false, 995, 1995)).run();
        assertEquals(1995, hardly.machine.expiresAt());
    }

    @Test
    void theEndOfAJobsTimeCanBeMoved() {
        MachineFixture job =
                MachineFixture.with(MachineFixture.facts(1, "{}", false, 1000, 1010)).run();
        job.machine.expireAt(2000);
        assertEquals(2000.0, job.world.alarms.get(Alarm.EXPIRATION));
        job.machine.expireAt(0);
        assertFalse(job.world.alarms.containsKey(Alarm.EXPIRATION));
        assertEquals(0, job.machine.expiresAt());
    }

    // --- mock jobs

    @Test
    void aMockJobRunsAsLongAsItSays() {
        MachineFixture job = MachineFixture.saying(4, MOCK).begin();
        assertEquals(List.of("start"), job.world.answers);
        job.ring(Alarm.MOCK_RUN);
        assertEquals(1001, job.world.time, 1e-6);
        assertEquals(finish(0), job.world.answers.getLast());
        assertEquals(
                List.of("starting", "recoverable", "complete {\"status\":0}", "done"),
                job.world.events);
        assertTrue(job.world.deeds.isEmpty());
    }

    @Test
    void aMockJobThatIsCancelledEndsAtOnce() {
        MachineFixture job = MachineFixture.saying(1, MOCK).begin();
        job.machine.exception("cancel", Optional.empty());
        assertEquals(List.of("start", finish(15)), job.world.answers);
        assertTrue(job.world.alarms.isEmpty());
    }

    @Test
    void aMockExceptionComesWhileItRuns() {
        MachineFixture job =
                MachineFixture.saying(1, "{\"exec\":{\"test\":{\"mock_exception\":\"run\"}}}")
                        .begin();
        assertEquals(
                List.of("start", exception("mock run exception generated"), finish(15)),
                job.world.answers);
    }

    // --- after a restart

    private static Recovery recovery(double started, String... events) {
        StringBuilder log = new StringBuilder();
        for (String event : events) {
            log.append(Eventlog.encode(1, event, ""));
        }
        return new Recovery(
                Eventlog.decode(log.toString().getBytes(StandardCharsets.UTF_8)), started);
    }

    @Test
    void aMockJobRunsForTheRestOfItsTime() {
        MachineFixture job =
                MachineFixture.with(
                        MachineFixture.facts(
                                1,
                                "{\"exec\":{\"test\":{\"run_duration\":\"100s\"}}}",
                                true,
                                0,
                                0));
        job.machine.begin();
        job.machine.established(Optional.of(recovery(960, "init", "recoverable")));
        assertEquals(List.of("reattached"), job.world.answers);
        job.ring(Alarm.MOCK_RUN);
        assertEquals(1060, job.world.time, 1e-6);
    }

    @Test
    void aJobThatIsNotRecoverableEnds() {
        MachineFixture job = MachineFixture.with(MachineFixture.facts(1, MOCK, true, 0, 0));
        job.machine.begin();
        job.machine.established(Optional.of(recovery(960, "init")));
        job.machine.moved();
        assertEquals(
                List.of(exception("job is not recoverable: no recoverable event"), RELEASE),
                job.world.answers);
    }

    @Test
    void shellsInTheForegroundAreNotFoundAgain() {
        MachineFixture job = MachineFixture.with(MachineFixture.facts(1, "{}", true, 0, 0));
        job.machine.begin();
        job.machine.established(Optional.of(recovery(960, "init", "recoverable")));
        assertEquals(
                List.of(
                        exception(
                                "reattach to running job is not implemented: Function not"
                                        + " implemented")),
                job.world.answers);
    }

    @Test
    void shellsInTheBackgroundAre() {
        MachineFixture job =
                MachineFixture.with(MachineFixture.facts(2, "{}", true, 0, 0), "method=bgexec");
        job.machine.begin();
        job.machine.established(Optional.of(recovery(960, "init", "recoverable")));
        assertEquals(List.of("reattach 2", "reattach 3"), job.world.deeds);
        assertEquals(List.of("reattached"), job.world.answers);
        job.exit(3, 0);
        job.exit(2, 0);
        assertEquals(finish(0), job.world.answers.getLast());
    }
}
