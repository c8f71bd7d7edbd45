package fluxj.coral2.dws.tracker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fluxj.coral2.dws.tracker.Finding.Kind;
import fluxj.coral2.dws.tracker.storage.HostMount;
import fluxj.coral2.dws.tracker.storage.RabbitAllocation;
import fluxj.coral2.dws.tracker.storage.RabbitCluster;
import fluxj.coral2.dws.tracker.storage.RabbitHealth;
import fluxj.coral2.dws.tracker.storage.RabbitWorkflow;
import fluxj.format.Hostlist;
import fluxj.job.JobId;
import fluxj.job.JobState;
import fluxj.json.JsonObject;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// What Flux and Kubernetes do not agree on, found and named.
class ReconciliationTest {
    private static final JobId JOB = new JobId(57_159_974_912L);
    private static final String NAME = "fluxjob-57159974912";
    private static final double NOW = 1000;

    private final List<RabbitJobPicture> jobs = new ArrayList<>();
    private final Map<JobId, JobHistory> ended = new LinkedHashMap<>();
    private final Map<JobId, RabbitSurvey.Other> others = new LinkedHashMap<>();
    private final Map<String, RabbitWorkflow> workflows = new TreeMap<>();
    private final Map<String, List<HostMount>> mounts = new LinkedHashMap<>();
    private final Map<String, List<RabbitAllocation>> allocations = new LinkedHashMap<>();
    private final List<RabbitHealth> rabbits = new ArrayList<>();
    private RabbitSurvey.Serving serving = new RabbitSurvey.Serving(true, true, Set.of());

    private List<Finding> find() {
        return Reconciliation.of(
                new RabbitSurvey(
                        jobs,
                        ended,
                        others,
                        Optional.of(
                                new RabbitCluster(
                                        workflows, mounts, allocations, Map.of(), rabbits)),
                        serving),
                NOW,
                JobId::f58plain);
    }

    private static List<Kind> kinds(List<Finding> findings) {
        return findings.stream().map(Finding::kind).toList();
    }

    private void workflow(String desired, boolean ready) {
        workflows.put(
                NAME,
                RabbitWorkflow.of(
                        JsonObject.parse(
                                """
                                {"metadata":{"name":"NAME","finalizers":[
                                   "flux-framework.readthedocs.io/workflow","G/workflow"]},
                                 "spec":{"desiredState":"DESIRED"},
                                 "status":{"state":"DESIRED","ready":READY}}
                                """
                                        .replace("NAME", NAME)
                                        .replace("DESIRED", desired)
                                        .replace("READY", Boolean.toString(ready)))));
    }

    private void job(String log) {
        RabbitCluster cluster =
                new RabbitCluster(workflows, mounts, allocations, Map.of(), rabbits);
        JobHistory history = Eventlogs.history(log);
        jobs.add(
                new RabbitJobPicture(
                        JOB,
                        history,
                        Optional.empty(),
                        cluster.of(NAME, Hostlist.EMPTY),
                        EpilogTimer.UNKNOWN,
                        serving.of(JOB)));
    }

    @Test
    void whatAgreesIsNotToldOf() {
        workflow("PostRun", false);
        job(Eventlogs.EPILOG);
        assertEquals(List.of(), find());
    }

    @Test
    void aWorkflowOfAJobThatIsOverIsAnOrphan() {
        workflow("PreRun", true);
        others.put(JOB, new RabbitSurvey.Other(JobState.INACTIVE, Optional.of(400.0)));
        assertEquals(
                List.of(
                        new Finding(
                                Kind.ORPHANED_WORKFLOW,
                                NAME,
                                "It is in PreRun, and its job "
                                        + JOB.f58plain()
                                        + " is over for 10m.",
                                List.of(
                                        "kubectl patch workflow "
                                                + NAME
                                                + " --type merge -p '{\"spec\":{\"desiredState\":"
                                                + "\"Teardown\"},\"metadata\":{\"finalizers\":["
                                                + "\"G/workflow\"]}}'",
                                        "kubectl delete --ignore-not-found workflow " + NAME))),
                find());
    }

    @Test
    void aWorkflowOfAJobThatFluxDoesNotKnowIsAnOrphan() {
        workflow("Teardown", true);
        Finding orphan = find().getFirst();
        assertEquals(
                "It is in Teardown, and Flux knows no job " + JOB.f58plain() + ".", orphan.text());
        assertEquals(2, orphan.commands().size());
    }

    @Test
    void whatHasJustEndedMayBeOnItsWay() {
        workflow("Teardown", false);
        others.put(JOB, new RabbitSurvey.Other(JobState.INACTIVE, Optional.of(NOW - 3)));
        assertEquals(List.of(), find());
    }

    @Test
    void anOrphanThatHostsKeepNamesThem() {
        workflow("Teardown", false);
        mounts.put(NAME, List.of(new HostMount("tioga12", "unmounted", "mounted", true, "")));
        others.put(JOB, new RabbitSurvey.Other(JobState.INACTIVE, Optional.of(0.0)));
        Finding orphan = find().getFirst();
        assertEquals(
                "It is in Teardown, not ready, and its job "
                        + JOB.f58plain()
                        + " is over for 16.6667m; tioga12 may mount still.",
                orphan.text());
        assertEquals(
                List.of("fluxj resource drain tioga12 failed to unmount rabbit"),
                orphan.commands());
    }

    @Test
    void aJobWhoseWorkflowIsGoneIsToldWithTheWayOut() {
        job(Eventlogs.EPILOG);
        Finding missing = find().getFirst();
        assertEquals(Kind.MISSING_WORKFLOW, missing.kind());
        assertEquals("Its epilog waits for " + NAME + ", which is gone.", missing.text());
        assertEquals(List.of("fluxj cancel " + JOB.f58plain()), missing.commands());
    }

    private Finding strayed(String desired, String log) {
        workflow(desired, true);
        jobs.clear();
        job(log);
        List<Finding> findings = find();
        assertEquals(List.of(Kind.STRAYED_WORKFLOW), kinds(findings));
        return findings.getFirst();
    }

    @Test
    void aWorkflowThatIsPushedBackIsToldWithTheStateThatTheJobCountsOn() {
        Finding strayed = strayed("Proposal", Eventlogs.EPILOG);
        assertEquals(NAME, strayed.subject());
        assertEquals(
                "It is asked for Proposal, and its job "
                        + JOB.f58plain()
                        + " in CLEANUP counts on PostRun: somebody has changed it, or a step was"
                        + " missed.",
                strayed.text());
        assertEquals(
                List.of(
                        "kubectl patch workflow "
                                + NAME
                                + " --type merge -p '{\"spec\":{\"desiredState\":\"PostRun\"}}'"),
                strayed.commands());
        assertEquals(
                List.of(
                        "kubectl patch workflow "
                                + NAME
                                + " --type merge -p '{\"spec\":{\"desiredState\":\"PreRun\"}}'"),
                strayed("Setup", Eventlogs.RUNNING).commands());
    }

    @Test
    void aWorkflowThatIsAheadOfItsJobOrNotStartedAnewLeavesOnlyTheEnd() {
        List<String> cancel = List.of("fluxj cancel " + JOB.f58plain());
        assertEquals(cancel, strayed("Teardown", Eventlogs.RUNNING).commands());
        assertEquals(cancel, strayed("Proposal", Eventlogs.SETUP).commands());
        assertEquals(cancel, strayed("Setup", Eventlogs.CREATING).commands());
    }

    @Test
    void aWorkflowGoesWithItsJobWithinAPhase() {
        for (String desired : List.of("PostRun", "DataOut", "Teardown")) {
            workflow(desired, false);
            job(Eventlogs.EPILOG);
        }
        for (String desired : List.of("Setup", "DataIn", "PreRun")) {
            workflow(desired, false);
            job(Eventlogs.SETUP);
        }
        workflow("PreRun", true);
        job(Eventlogs.RUNNING);
        workflow("Proposal", true);
        job(Eventlogs.CREATING);
        assertEquals(List.of(), find());
    }

    @Test
    void withoutAServiceNoWorkflowIsToldToHaveStrayedThatNobodyHasMoved() {
        serving = RabbitSurvey.Serving.ABSENT;
        workflow("PreRun", true);
        job(Eventlogs.EPILOG);
        workflow("Proposal", true);
        job(Eventlogs.SETUP);
        assertEquals(List.of(Kind.MISSING_SERVICE), kinds(find()));
    }

    @Test
    void aWorkflowOfNoJobIsToldAndIsNoTrouble() {
        workflows.put("hans", named("hans"));
        workflows.put("fluxjob-x", named("fluxjob-x"));
        workflows.put("fluxjob-0012", named("fluxjob-0012"));
        List<Finding> findings = find();
        assertEquals(
                List.of("fluxjob-0012", "fluxjob-x", "hans"),
                findings.stream().map(Finding::subject).toList());
        assertEquals(
                new Finding(
                        Kind.FOREIGN_WORKFLOW,
                        "hans",
                        "It is in no state, not ready, and its name is no job's: Flux leaves it"
                                + " alone. Whoever has made it ends it.",
                        List.of()),
                findings.getLast());
        assertEquals(
                List.of(false, false, false),
                findings.stream().map(each -> each.kind().isTrouble()).toList());
    }

    private static RabbitWorkflow named(String name) {
        return RabbitWorkflow.of(JsonObject.of("metadata", JsonObject.of("name", name)));
    }

    @Test
    void whatTheServiceDoesNotEndIsEndedByHand() {
        job(Eventlogs.EPILOG + "exception {\"type\":\"cancel\",\"severity\":0}\n");
        assertEquals(
                List.of(
                        "fluxj post-job-event "
                                + JOB.f58plain()
                                + " epilog-finish name=dws-epilog"),
                find().getFirst().commands());
    }

    @Test
    void jobsBeforeTheirEndMissTheirWorkflowsToo() {
        job(Eventlogs.RUNNING);
        job(Eventlogs.CREATING);
        job(Eventlogs.PLAIN + "finish\n");
        assertEquals(List.of(Kind.MISSING_WORKFLOW, Kind.MISSING_WORKFLOW), kinds(find()));
    }

    @Test
    void aServiceThatIsNotThereIsTold() {
        serving = RabbitSurvey.Serving.ABSENT;
        assertEquals(List.of(Kind.MISSING_SERVICE), kinds(find()));
        workflow("PostRun", true);
        job(Eventlogs.EPILOG);
        assertEquals(List.of(Kind.MISSING_SERVICE), kinds(find()));
        serving = RabbitSurvey.Serving.UNKNOWN;
        assertEquals(List.of(), find());
    }

    @Test
    void aServiceThatHangsIsTold() {
        serving = RabbitSurvey.Serving.SILENT;
        workflow("PreRun", true);
        job(Eventlogs.EPILOG);
        assertEquals(List.of(Kind.SILENT_SERVICE), kinds(find()));
    }

    @Test
    void aSurplusFinishIsToldOfActiveAndOfEndedJobs() {
        String twice = "epilog-finish {\"description\":\"dws-epilog\",\"status\":1}\n".repeat(2);
        ended.put(JOB, Eventlogs.history(Eventlogs.TWO_EPILOGS + twice + "clean\n"));
        assertEquals(
                new Finding(
                        Kind.SURPLUS_FINISH,
                        JOB.f58plain(),
                        "epilog-finish dws-epilog 14.6833m ago ended nothing. Where actions are"
                                + " only counted, it has released job-manager.epilog.",
                        List.of(
                                "fluxj job info " + JOB.f58plain() + " R",
                                "fluxj resource drain HOSTS")),
                find().getFirst());
    }

    @Test
    void aRabbitThatStaysDisabledIsTold() {
        RabbitHealth disabled =
                new RabbitHealth(
                        "rabbit0",
                        "Disabled",
                        "Disabled",
                        Optional.of("workflow x timed out"),
                        Optional.of("2026-11-22 10:17:01"));
        rabbits.add(disabled);
        assertEquals(
                List.of(
                        new Finding(
                                Kind.DISABLED_RABBIT,
                                "rabbit0",
                                "Flux has disabled it on 2026-11-22 10:17:01, and nothing is"
                                        + " allocated on it: workflow x timed out.",
                                List.of(Mending.enable("rabbit0")))),
                find());
        allocations.put(NAME, List.of(new RabbitAllocation("rabbit0", "xfs", 1, true)));
        assertEquals(List.of(), find());
    }
}
