package fluxj.cli.rabbit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.coral2.dws.tracker.EpilogTimer;
import fluxj.coral2.dws.tracker.Orphan;
import fluxj.coral2.dws.tracker.RabbitJobPicture;
import fluxj.coral2.dws.tracker.RabbitService;
import fluxj.coral2.dws.tracker.storage.RabbitStorage.Seen;
import fluxj.coral2.dws.tracker.storage.RabbitStorage.Unseen;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// What `fluxj rabbit why` says.
class WhyTextTest {
    private static String text(RabbitJobPicture picture) {
        return String.join("\n", new WhyText(picture, "f2gYWt", Pictures.NOW).lines()) + "\n";
    }

    @Test
    void aHangingUnmountIsToldWithItsThreeWaysOut() {
        assertEquals(
                """
                f2gYWt is in CLEANUP for 2m.
                It waits for tioga[12-13] to unmount.

                workflow   fluxjob-57159974912: PostRun, not ready for 2m (DriverWait)
                mounts     2 of 3 hosts mount still: tioga[12-13]
                rabbits    2 hold allocations: rabbit[0-1], 20.0 GiB of xfs
                epilog     dws-epilog, open for 2m
                timeout    epilog-timeout 1h, in 58m
                service    dws answers and has the workflow in hand

                Ways out:
                  fluxj cancel f2gYWt
                      Posts exception cancel.
                      Sends dws.teardown: data movement is given up, Teardown begins.
                      Teardown waits for tioga[12-13] to unmount.
                      The job leaves CLEANUP when the workflow's Teardown is ready.
                  fluxj job raise --type=dws-epilog-timeout f2gYWt
                      Posts exception dws-epilog-timeout, epilog-finish dws-epilog status=1.
                      Sends dws.abort: Teardown, drains tioga[12-13], disables rabbit[0-1].
                      The job leaves CLEANUP at once.
                  fluxj post-job-event f2gYWt epilog-finish name=dws-epilog
                      Posts epilog-finish name="dws-epilog".
                      The service is not told: no teardown, no drain, nothing is disabled.
                      Jobs may start on tioga[12-13], where file systems are mounted.
                      The job leaves CLEANUP at once.
                """,
                text(Pictures.of(Pictures.inEpilog(), Pictures.hanging("PostRun"))));
    }

    @Test
    void withoutKubernetesFluxsHalfIsToldAll() {
        List<String> lines =
                text(Pictures.of(Pictures.inEpilog(), new Unseen("Kubernetes: Connection refused")))
                        .lines()
                        .toList();
        assertEquals(
                "Kubernetes was not seen: what the workflow waits for is not known.", lines.get(1));
        assertEquals(
                "workflow   fluxjob-57159974912 was not seen: Kubernetes: Connection refused",
                lines.get(3));
        assertTrue(lines.contains("epilog     dws-epilog, open for 2m"));
        assertTrue(lines.contains("  fluxj cancel f2gYWt"));
    }

    private static String second(Seen storage, RabbitService service) {
        RabbitJobPicture picture =
                new RabbitJobPicture(
                        Pictures.JOB,
                        Pictures.inEpilog(),
                        Optional.empty(),
                        storage,
                        EpilogTimer.UNKNOWN,
                        service);
        return text(picture).lines().skip(1).findFirst().orElseThrow();
    }

    private static Seen only(String state, boolean ready, String health, String message) {
        return new Seen(
                Optional.of(Pictures.workflow(state, ready, health, message)),
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }

    @Test
    void theSecondLineSaysWhatIsWaitedFor() {
        assertEquals(
                "DataOut is in trouble: copy failed",
                second(
                        only("DataOut", false, "TransientCondition", "copy failed"),
                        RabbitService.REMEMBERS));
        assertEquals(
                "PostRun is done: the next step is the service's.",
                second(only("PostRun", true, "Completed", ""), RabbitService.REMEMBERS));
        assertEquals(
                "PostRun is done, and there is no service that takes the next step.",
                second(only("PostRun", true, "Completed", ""), RabbitService.ABSENT));
        Seen nothing = new Seen(Optional.empty(), List.of(), List.of(), List.of(), List.of());
        assertEquals(
                "The workflow is gone, and nobody has told the job.",
                second(nothing, RabbitService.FORGOTTEN));
        Seen copying =
                new Seen(
                        Optional.of(Pictures.workflow("DataOut", false, "DriverWait", "")),
                        List.of(),
                        List.of(),
                        List.of(Pictures.running()),
                        List.of());
        assertEquals("Data is copied out: 1 runs.", second(copying, RabbitService.REMEMBERS));
        Seen clearing =
                new Seen(
                        Optional.of(Pictures.workflow("Teardown", false, "DriverWait", "")),
                        List.of(Pictures.mount("tioga12", "unmounted", true)),
                        List.of(Pictures.allocation("rabbit1")),
                        List.of(),
                        List.of());
        assertEquals(
                "It waits for rabbit1 to clear what was allocated.",
                second(clearing, RabbitService.REMEMBERS));
    }

    @Test
    void aHostThatSaysNothingCountsAsMounted() {
        Seen unknown =
                new Seen(
                        Optional.of(Pictures.workflow("PostRun", false, "DriverWait", "")),
                        List.of(Pictures.mount("tioga12", "unmounted", false)),
                        List.of(),
                        List.of(),
                        List.of());
        assertTrue(
                text(Pictures.of(Pictures.inEpilog(), unknown))
                        .contains("mounts     1 of 1 host may mount still: tioga12\n"));
    }

    @Test
    void aRabbitThatFluxHasDisabledComesWithTheCommandThatEnablesIt() {
        Seen left =
                new Seen(
                        Optional.empty(),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(Pictures.disabled("rabbit0")));
        var over =
                Pictures.history(
                        "1795342200 \"submit\",\"context\":{\"userid\":1001,\"version\":1}",
                        "1795342200 \"epilog-start\",\"context\":{\"description\":\"dws-epilog\"}",
                        "1795342201 \"exception\",\"context\":{\"type\":\"cancel\",\"severity\":0}",
                        "1795342201 \"epilog-finish\",\"context\":{\"name\":\"dws-epilog\"}",
                        "1795342500 \"clean\"");
        assertEquals(
                """
                f2gYWt is INACTIVE for 2m.
                The job is over.

                workflow   fluxjob-57159974912 is not there
                disabled   rabbit0 since 2026-11-22 10:17:01.122758: workflow fluxjob-57159974912 timed out with an active allocation on this rabbit
                service    dws answers and has the workflow in hand
                exception  cancel severity=0 6.983m ago

                When that is mended:
                  kubectl patch storage rabbit0 --type merge -p '{"spec":{"state":"Enabled"}}'
                """,
                text(Pictures.of(over, left)));
    }

    @Test
    void aWorkflowThatOutlivesItsJobIsSaidToBeThere() {
        var over =
                Pictures.history(
                        "1795342200 \"submit\",\"context\":{\"userid\":1001,\"version\":1}",
                        "1795342200 \"epilog-start\",\"context\":{\"description\":\"dws-epilog\"}",
                        "1795342201 \"exception\",\"context\":{\"type\":\"cancel\",\"severity\":0}",
                        "1795342201 \"epilog-finish\",\"context\":{\"name\":\"dws-epilog\"}",
                        "1795342500 \"clean\"");
        String still = "The job is over, and its workflow is there still: ";
        assertEquals(
                still + "PreRun is done: the next step is the service's.",
                text(Pictures.of(over, only("PreRun", true, "Completed", "")))
                        .lines()
                        .toList()
                        .get(1));
        assertEquals(
                still + "it waits for Teardown, which nothing visible holds up.",
                text(Pictures.of(over, only("Teardown", false, "DriverWait", "")))
                        .lines()
                        .toList()
                        .get(1));
    }

    @Test
    void aWorkflowThatIsPushedBackIsToldWithWhatMendsIt() {
        List<String> lines =
                text(Pictures.of(Pictures.inEpilog(), only("Proposal", true, "Completed", "")))
                        .lines()
                        .toList();
        assertEquals(
                "strayed    It is asked for Proposal, and its job f2gYWt in CLEANUP counts on"
                        + " PostRun: somebody has changed it, or a step was missed.",
                lines.get(4));
        assertEquals(
                List.of(
                        "What mends it:",
                        "  kubectl patch workflow fluxjob-57159974912 --type merge -p"
                                + " '{\"spec\":{\"desiredState\":\"PostRun\"}}'"),
                lines.subList(lines.size() - 2, lines.size()));
    }

    @Test
    void aWorkflowWhoseJobFluxDoesNotKnowIsToldWithWhatEndsIt() {
        Seen hanging = Pictures.hanging("PostRun");
        Orphan orphan =
                new Orphan(hanging.workflow().orElseThrow(), hanging, RabbitService.FORGOTTEN);
        assertEquals(
                """
                Flux knows no job f2gYWt, and its workflow is there still.
                It waits for tioga[12-13] to unmount.

                workflow   fluxjob-57159974912: PostRun, not ready for 2m (DriverWait)
                mounts     2 of 3 hosts mount still: tioga[12-13]
                rabbits    2 hold allocations: rabbit[0-1], 20.0 GiB of xfs
                service    dws answers, and does not know of this job

                What ends it:
                  kubectl patch workflow fluxjob-57159974912 --type merge -p \
                '{"spec":{"desiredState":"Teardown"},\
                "metadata":{"finalizers":["dataworkflowservices.github.io/workflow"]}}'
                  kubectl delete --ignore-not-found workflow fluxjob-57159974912
                """,
                String.join("\n", OrphanText.lines(orphan, "f2gYWt", Pictures.NOW)) + "\n");
        Seen proposed = only("Proposal", true, "Completed", "");
        Orphan waiting =
                new Orphan(proposed.workflow().orElseThrow(), proposed, RabbitService.REMEMBERS);
        assertEquals(
                "Proposal is done, and there is no job that takes the next step.",
                waiting.verdict());
    }

    @Test
    void withoutAServiceNobodyDoesWhatItIsSent() {
        RabbitJobPicture picture =
                new RabbitJobPicture(
                        Pictures.JOB,
                        Pictures.inEpilog(),
                        Optional.empty(),
                        Pictures.hanging("PostRun"),
                        EpilogTimer.UNKNOWN,
                        RabbitService.ABSENT);
        List<String> lines = text(picture).lines().map(String::strip).toList();
        List<String> after =
                IntStream.range(1, lines.size())
                        .filter(line -> lines.get(line - 1).startsWith("Sends dws."))
                        .mapToObj(lines::get)
                        .toList();
        String nobody = "No service is there: nothing of that happens before one is.";
        assertEquals(List.of(nobody, nobody), after);
    }

    @Test
    void aJobInTheQueueMayBeThereForItsRabbits() {
        var queued =
                Pictures.history(
                        "1795342200 \"submit\",\"context\":{\"userid\":1001,\"version\":1}",
                        "1795342201 \"validate\"",
                        "1795342202 \"dependency-add\","
                                + "\"context\":{\"description\":\"dws-create\"}",
                        "1795342203 \"dependency-remove\","
                                + "\"context\":{\"description\":\"dws-create\"}",
                        "1795342204 \"depend\"",
                        "1795342205 \"priority\"");
        assertEquals(
                "It waits for the scheduler: for nodes with room on their rabbits.",
                text(Pictures.of(queued, only("Proposal", true, "Completed", "")))
                        .lines()
                        .toList()
                        .get(1));
    }

    @Test
    void aJobWithoutRabbitsGetsThreeLines() {
        var plain =
                Pictures.history(
                        "1795342200 \"submit\",\"context\":{\"userid\":1001,\"version\":1}",
                        "1795342201 \"validate\"",
                        "1795342203 \"depend\"",
                        "1795342204 \"priority\"",
                        "1795342205 \"alloc\"",
                        "1795342206 \"start\"");
        RabbitJobPicture picture =
                new RabbitJobPicture(
                        Pictures.JOB,
                        plain,
                        Optional.empty(),
                        new Unseen("not asked"),
                        EpilogTimer.UNKNOWN,
                        RabbitService.UNKNOWN);
        assertEquals(
                """
                f2gYWt is in RUN for 6.917m.
                It has no #DW directives.
                Its tasks run.
                """,
                text(picture));
    }
}
