package fluxj.it.rabbit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import fluxj.it.CommandLine;
import fluxj.it.Eventually;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// A rabbit job that sits in CLEANUP, and each procedure of the guide with what is seen of it (spec
/// coral2 5), on processes.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RabbitWaysOut {
    private RabbitSite site;

    /// The kubeconfig of an API that is there already; empty for the simulator's own.
    abstract Optional<Path> api();

    @BeforeAll
    void start(@TempDir Path folder) {
        Optional<Path> api = api();
        assumeTrue(
                CommandLine.of("sh", "-c", "command -v kubectl").run().exitCode() == 0,
                "no kubectl (Debian's kubernetes-client)");
        site = new RabbitSite(folder, api);
    }

    @AfterAll
    void stop() {
        if (site != null) {
            site.close();
        }
    }

    @AfterEach
    void mend() {
        if (site != null) {
            site.mend();
        }
    }

    private static String line(String text, String beginning) {
        return text.lines().filter(each -> each.startsWith(beginning)).findFirst().orElse(text);
    }

    /// A job that node1 does not let go.
    private String stuck() {
        site.fault("unmount host=node1");
        String id = site.submit();
        site.await(id, "release");
        site.awaitWorkflow(id, "PostRun");
        return id;
    }

    @Test
    void aJobRunsOnItsFileSystemAndLeavesNothing() {
        String id = site.submit();
        site.await(id, "clean");
        assertEquals(
                List.of(
                        "epilog-start description=dws-epilog",
                        "release",
                        "epilog-finish description=dws-epilog status=0",
                        "free",
                        "clean"),
                site.eventsAfter(id, "finish"));
        site.awaitNoWorkflows();
        assertTrue(site.why(id).contains("\nThe job is over.\n"), site.why(id));
        assertEquals("COMPLETED\n", site.good("fluxj jobs -no '{status}' " + id));
    }

    /// Spec coral2 5.1.
    @Test
    void aCancelGivesUpTheCopyingOfData() {
        site.fault("movement");
        String id = site.submitWithCopy();
        site.awaitWorkflow(id, "DataOut");
        Eventually.until(
                () -> site.why(id) + site.logs(),
                () -> site.why(id).contains("\nData is copied out: 2 run.\n"));
        assertTrue(
                site.good("fluxj cancel --dry-run " + id)
                        .contains(
                                "Sends dws.teardown: data movement is given up, Teardown begins."));
        site.good("fluxj cancel " + id);
        site.await(id, "clean");
        assertEquals(
                List.of(
                        "exception type=cancel severity=0",
                        "epilog-finish description=dws-epilog status=0",
                        "free",
                        "clean"),
                site.eventsAfter(id, "release"));
        site.awaitNoWorkflows();
        assertEquals("COMPLETED\n", site.good("fluxj jobs -no '{status}' " + id));
        assertEquals(
                "fluxj cancel: ERROR: " + id + ": job is inactive\n",
                site.fluxj("cancel", id).err());
    }

    /// Spec coral2 5.1: what hangs in an unmount hangs after a cancel too.
    @Test
    void aCancelWaitsForTheUnmountAndASecondChangesNothing() {
        String id = stuck();
        assertEquals("It waits for node1 to unmount.", line(site.why(id), "It waits"));
        site.good("fluxj cancel " + id);
        site.awaitWorkflow(id, "Teardown");
        site.good("fluxj cancel " + id);
        String why = site.why(id);
        assertTrue(why.startsWith(id + " is in CLEANUP for "), why);
        assertTrue(why.contains("\nIt waits for node1 to unmount.\n"), why);
        assertTrue(why.contains(": Teardown, not ready for "), why);
        assertEquals(
                List.of("exception type=cancel severity=0", "exception type=cancel severity=0"),
                site.eventsAfter(id, "release"));
        site.good("fluxj rabbit-sim fault clear");
        site.await(id, "clean");
        assertEquals(
                List.of("epilog-finish description=dws-epilog status=0", "free", "clean"),
                site.eventsAfter(id, "release").subList(2, 5));
    }

    /// Spec coral2 5.2.
    @Test
    void aTimeoutLetsTheJobGoAndSetsAsideWhatDoesNot() {
        String id = stuck();
        String foretold = site.good("fluxj job raise --dry-run --type=dws-epilog-timeout " + id);
        assertTrue(foretold.contains("The job leaves CLEANUP at once."), foretold);
        site.good("fluxj job raise --severity=1 --type=dws-epilog-timeout " + id);
        site.good("fluxj job raise --type=dws-epilog-timeout " + id);
        site.await(id, "clean");
        assertEquals(
                List.of(
                        "exception type=dws-epilog-timeout severity=1",
                        "exception type=dws-epilog-timeout severity=0",
                        "epilog-finish description=dws-epilog status=1",
                        "free",
                        "clean"),
                site.eventsAfter(id, "release"));
        assertEquals("COMPLETED\n", site.good("fluxj jobs -no '{status}' " + id));
        Eventually.until(
                () -> site.good("fluxj resource drain") + site.logs(),
                () ->
                        site.good("fluxj resource drain -no '{nodelist} {reason}'")
                                .equals("node1 failed to unmount rabbit\n"));
        Eventually.until(
                () -> site.good("kubectl get storages,systemstatuses -o yaml") + site.logs(),
                () ->
                        site.good("kubectl get storages -o jsonpath='{.items[*].spec.state}'")
                                .equals("Disabled Disabled"));
        assertEquals(
                "Disabled",
                site.good("kubectl get systemstatus default -o jsonpath='{.data.nodes.node1}'"));
        site.good("fluxj rabbit-sim fault clear");
        site.awaitNoWorkflows();
        mendAsFound(id);
    }

    /// The commands that `check` and `why` print do what they are for.
    private void mendAsFound(String id) {
        List<JsonObject> findings = site.findings();
        assertEquals(
                List.of("disabled_rabbit", "disabled_rabbit"),
                findings.stream().map(each -> each.text("kind").orElse("")).toList());
        assertTrue(site.why(id).contains("When that is mended:\n  kubectl patch storage rabbit0"));
        for (JsonObject each : findings) {
            JsonArray commands = each.array("commands").orElse(JsonArray.EMPTY);
            for (JsonValue command : commands) {
                site.good(((JsonValue.Text) command).value());
            }
        }
        site.good("fluxj resource undrain node1");
        Eventually.until(
                site::logs,
                () ->
                        site.good("kubectl get storages -o jsonpath='{.items[*].status.status}'")
                                        .equals("Ready Ready")
                                && site.good(
                                                "kubectl get systemstatus default -o"
                                                        + " jsonpath='{.data.nodes.node1}'")
                                        .equals("Enabled"));
        assertEquals(0, site.fluxj("rabbit", "check").exitCode());
    }

    /// Spec coral2 4.2.7.
    @Test
    void theTimeoutOfTheEpilogFires() {
        site.loadPlugin("epilog-timeout=3.0");
        site.fault("unmount host=node1");
        String id = site.submit();
        site.await(id, "clean");
        site.loadPlugin("epilog-timeout=3600.0");
        assertEquals(
                List.of(
                        "exception type=dws-epilog-timeout severity=0 note=DWS epilog timed out",
                        "epilog-finish description=dws-epilog status=1",
                        "free",
                        "clean"),
                site.eventsAfter(id, "release"));
        Eventually.until(
                () -> site.good("fluxj resource drain") + site.logs(),
                () -> site.good("fluxj resource drain -no '{nodelist}'").equals("node1\n"));
    }

    /// With upstream's service it would wait for ever.
    @Test
    void aWorkflowThatIsDeletedByHandLetsTheJobGo() {
        String id = stuck();
        String name = "fluxjob-" + site.good("fluxj job id " + id).strip();
        site.good("kubectl delete workflow --wait=false " + name);
        String why = site.why(id);
        assertTrue(
                why.contains("\nThe workflow is deleted, and finalizers keep it: "),
                why + site.logs());
        site.good(
                "kubectl patch workflow "
                        + name
                        + " --type merge -p '{\"metadata\":{\"finalizers\":null}}'");
        site.await(id, "clean");
        assertEquals(
                List.of("epilog-finish description=dws-epilog status=0", "free", "clean"),
                site.eventsAfter(id, "release"));
        assertTrue(
                site.logs()
                        .contains(
                                "workflow "
                                        + name
                                        + " was deleted before it had cleared, ending the epilog of"
                                        + " its job"),
                site.logs());
    }

    @Test
    void aWorkflowThatIsDeletedWithoutAServiceEndsTheJobThatWasToStart() {
        site.fault("hold state=DataIn");
        String id = site.submit();
        String name = "fluxjob-" + site.good("fluxj job id " + id).strip();
        site.await(id, "prolog-start");
        site.withoutService(
                () -> {
                    site.good(
                            "kubectl patch workflow "
                                    + name
                                    + " --type merge -p '{\"metadata\":{\"finalizers\":null}}'");
                    site.good("kubectl delete workflow " + name);
                });
        site.await(id, "clean");
        assertEquals(
                List.of(
                        "exception type=exception severity=0 note=DWS/Rabbit interactions failed:"
                                + " workflow "
                                + name
                                + " was deleted before it had cleared",
                        "prolog-finish description=dws-setup status=1",
                        "epilog-start description=dws-epilog",
                        "epilog-finish description=dws-epilog status=0",
                        "free",
                        "clean"),
                site.eventsAfter(id, "prolog-start").stream()
                        .dropWhile(event -> !event.startsWith("exception "))
                        .toList());
        site.good("fluxj rabbit-sim fault clear");
        site.awaitNoWorkflows();
    }

    /// Spec coral2 5.3: what the guide prints, and what works in its place.
    @Test
    void theQueriesOfTheGuideAnswerAsTheyDoThere() {
        String id = stuck();
        String label =
                "-l \"dataworkflowservices.github.io/workflow.name=\n      fluxjob-$(fluxj job id "
                        + id
                        + ")\"";
        assertEquals(
                "NAMESPACE NAME DESIREDSTATE READY ERROR AGE",
                site.good("kubectl get clientmounts -A " + label)
                        .lines()
                        .findFirst()
                        .orElse("")
                        .replaceAll(" +", " "));
        assertEquals(
                "", site.shell("kubectl get clientmounts -A " + label + " | grep Mounted").out());
        assertEquals(
                "node1",
                site.good(
                        "kubectl get clientmounts -A "
                                + label
                                + " -o jsonpath='{.items[?(@.status.mounts[0].state==\"mounted\")]"
                                + ".spec.node}'"));
        String servers = "kubectl get servers -A " + label + " -o jsonpath=";
        assertEquals("", site.good(servers + "'{.status.allocationSets}'"));
        assertTrue(
                site.good(servers + "'{.items[*].status.allocationSets}'").contains("10737418240"));
    }

    /// Spec coral2 5.4.
    @Test
    void anEventByHandLetsTheJobGoAndTellsNobody() {
        String id = stuck();
        site.good("fluxj post-job-event " + id + " epilog-finish name=dws-epilog");
        site.await(id, "clean");
        assertEquals(
                List.of("epilog-finish name=dws-epilog", "free", "clean"),
                site.eventsAfter(id, "release"));
        assertEquals("", site.good("fluxj resource drain -no '{nodelist}'"));
        String why = site.why(id);
        assertTrue(
                why.contains(
                        "The job is over, and its workflow is there still: it waits for node1 to"
                                + " unmount.\n"),
                why);
        assertEquals(
                "fluxj post-job-event: ERROR: No such job " + id + "\n",
                site.fluxj("post-job-event", id, "epilog-finish", "name=dws-epilog").err());
        site.good("fluxj rabbit-sim fault clear");
        site.awaitNoWorkflows();
    }

    private void createWorkflow(String name, String job, String manager) {
        site.good(
                """
                kubectl create -f - <<'END'
                {"apiVersion":"dataworkflowservices.github.io/v1alpha7","kind":"Workflow",
                 "metadata":{"name":"%s"},
                 "spec":{"desiredState":"Proposal","forceReady":false,"dwDirectives":[],"jobID":"%s",
                   "userID":1,"groupID":1,"wlmID":"%s"}}
                END
                """
                        .formatted(name, job, manager));
    }

    @Test
    void aWorkflowOfNoJobIsToldAndLeftAlone() {
        createWorkflow("hans", "7", "hans");
        CommandLine.Result check = site.fluxj("rabbit", "check");
        assertEquals(0, check.exitCode(), check.all());
        assertTrue(check.out().startsWith("foreign workflow hans: It is in "), check.all());
        assertTrue(
                check.out().endsWith("\n0 jobs and 0 workflows: Flux and Kubernetes agree\n"),
                check.all());
        site.good("kubectl delete workflow hans");
    }

    @Test
    void whyTellsOfAWorkflowWhoseJobFluxDoesNotKnow() {
        createWorkflow("fluxjob-12", "fD", "flux");
        String why = site.why("12");
        assertTrue(why.startsWith("Flux knows no job fD, and its workflow is there still.\n"), why);
        assertTrue(why.contains("\nworkflow   fluxjob-12: Proposal, "), why);
        assertEquals(
                "fluxj rabbit: write: No space left on device\n",
                site.shell("fluxj rabbit check >/dev/full").err());
        String end = "\nWhat ends it:\n";
        assertTrue(why.contains(end), why);
        why.substring(why.indexOf(end) + end.length()).lines().forEach(site::good);
        site.awaitNoWorkflows();
        CommandLine.Result gone = site.fluxj("rabbit", "why", "12");
        assertEquals(1, gone.exitCode());
        assertEquals(
                "fluxj rabbit: unknown job 12, and Kubernetes has no fluxjob-12\n", gone.err());
    }

    @Test
    void aTableSaysWhereTheJobsStand() {
        String id = stuck();
        assertEquals(
                id + " CLEANUP PostRun no 1 2 dws-epilog It waits for node1 to unmount.\n",
                site.good(
                        "fluxj rabbit jobs -no '{id.f58} {state} {workflow_desired}"
                                + " {workflow_ready} {nmounts} {nrabbits} {holds} {why}'"));
    }

    @Test
    void withoutKubernetesTheHalfOfFluxIsTold() {
        String id = stuck();
        CommandLine.Result result = site.fluxj("rabbit", "why", "-k", "/nonexistent", id);
        assertEquals(0, result.exitCode(), result.all());
        assertTrue(
                result.out()
                        .contains(
                                "was not seen: kubeconfig /nonexistent: No such file or"
                                        + " directory\n"),
                result.all());
        assertTrue(result.out().contains("\nepilog     dws-epilog, open for "), result.all());
        assertTrue(result.out().contains("\nWays out:\n"), result.all());
    }
}
