package fluxj.coral2.dws.service;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fluxj.coral2.dws.kubernetes.Kind;
import fluxj.coral2.dws.kubernetes.ObjectName;
import fluxj.job.JobState;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Optional;

class ServiceStoryTest {

    private static ServiceRun run(String rabbit) {
        ServiceRun run = new ServiceRun(rabbit, () -> false);
        run.start();
        return run;
    }

    @Test
    void aJobGetsItsStorageAndLeavesNothing() {
        ServiceRun run = run("{\"save_datamovements\":1}");
        InstanceDouble.Job job = run.instance.submit(100, "node0", ServiceRun.XFS);
        run.seconds(5);
        job.finish();
        run.seconds(5);
        assertEquals(
                List.of(
                        "memo {\"rabbit_workflow\":\"fluxjob-100\"}",
                        "prolog-start",
                        "memo {\"rabbits\":\"rabbit0\"}",
                        "dws_environment",
                        "prolog-finish 0",
                        "finish",
                        "epilog-start",
                        "epilog-finish 0",
                        "clean"),
                job.events());
        assertEquals(List.of(), run.names(Kind.WORKFLOW));
        assertEquals(
                List.of(
                        "rabbit_datain_timing",
                        "rabbit_datamovements",
                        "rabbit_dataout_timing",
                        "rabbit_postrun_timing",
                        "rabbit_prerun_timing",
                        "rabbit_proposal_timing",
                        "rabbit_setup_timing",
                        "rabbit_teardown_timing",
                        "rabbit_workflow"),
                run.instance.kept(job));
    }

    private static InstanceDouble.Job running(ServiceRun run, String attributes) {
        InstanceDouble.Job job = run.instance.submit(100, "node0", attributes);
        run.seconds(5);
        return job;
    }

    private static List<String> dws(InstanceDouble.Job job) {
        return job.events().stream().filter(event -> event.startsWith("exception")).toList();
    }

    @Test
    void aWorkflowThatIsThereAlreadyIsTheJobs() {
        ServiceRun run = run("{}");
        run.instance.submit(100, "node0", ServiceRun.XFS);
        run.kill();
        InstanceDouble.Job again = run.instance.submit(100, "node0", ServiceRun.XFS);
        run.start();
        run.seconds(1);
        assertEquals(
                List.of("exception dws-create Function not implemented"), dws(again).subList(0, 1));
        InstanceDouble.Job third = run.instance.submit(100, "node0", ServiceRun.XFS);
        run.seconds(5);
        assertEquals(List.of(), dws(third));
    }

    @Test
    void workflowsThatNameNoJobOrAnotherAreNamedInTheLog() {
        ServiceRun run = run("{}");
        for (String spec : List.of("fluxjob-x f7", "fluxjob-7 seven", "fluxjob-8 f7")) {
            String[] words = spec.split(" ", -1);
            run.create(
                    Kind.WORKFLOW,
                    """
                    {"metadata": {"name": "%s", "namespace": "default"},
                     "spec": {"desiredState": "Proposal", "jobID": "%s", "wlmID": "flux",
                              "userID": 7, "groupID": 7, "dwDirectives": []}}
                    """
                            .formatted(words[0], words[1]));
        }
        assertEquals(
                List.of(
                        "unrecognized workflow 'fluxjob-x' in event stream",
                        "Invalid event in workflow stream: fluxjob-7: spec.jobID is 'seven', not a"
                                + " job id",
                        "Invalid event in workflow stream: fluxjob-8: spec.jobID is another job's"),
                run.log.stream().filter(line -> line.contains("workflow")).distinct().toList());
    }

    /// It may be another instance's.
    @Test
    void theWorkflowOfAnUnknownJobIsLeftAlone() {
        ServiceRun run = run("{}");
        run.create(
                Kind.WORKFLOW,
                """
                {"metadata": {"name": "fluxjob-6", "namespace": "default"},
                 "spec": {"desiredState": "Proposal", "jobID": "f7", "wlmID": "flux",
                          "userID": 7, "groupID": 7, "dwDirectives": ["%s"]}}
                """
                        .formatted("#DW jobdw type=xfs capacity=10GiB name=project1"));
        run.seconds(1300);
        run.kill();
        run.start();
        run.seconds(1300);
        assertEquals(List.of("fluxjob-6"), run.names(Kind.WORKFLOW));
        assertEquals(
                Optional.of("Proposal"),
                run.object(Kind.WORKFLOW, "fluxjob-6")
                        .object("spec")
                        .flatMap(spec -> spec.text("desiredState")));
    }

    @Test
    void directivesThatAreNoneEndTheJobAndAreForgotten() {
        ServiceRun run = run("{}");
        InstanceDouble.Job job = running(run, "{\"dw\":7}");
        assertEquals(
                List.of("exception dws-create Malformed #DW directives, not list or string: 7"),
                dws(job));
        assertEquals(JobState.INACTIVE, job.state());
        assertEquals(List.of(), run.names(Kind.WORKFLOW));
    }

    @Test
    void onlyTheOwnerMakesPersistentFileSystemsUnlessConfiguredOtherwise() {
        String dw =
                "{\"userid\":1,\"dw\":"
                        + "\"#DW create_persistent type=xfs capacity=10GiB name=lasting\"}";
        assertEquals(
                List.of(
                        "exception dws-create"
                                + " only the instance owner can create persistent file systems"),
                dws(running(run("{}"), dw)));
        assertEquals(List.of(), dws(running(run("{\"restrict_persistent\":false}"), dw)));
    }

    @Test
    void aToleranceBelowZeroIsRefusedAndTheWorkflowCleared() {
        ServiceRun run = run("{}");
        InstanceDouble.Job job =
                running(run, ServiceRun.XFS.replace("}", ",\"dw_failure_tolerance\":-1}"));
        assertEquals(
                List.of("exception dws-create dw_failure_tolerance must be a positive integer"),
                dws(job));
        assertEquals(List.of(), run.names(Kind.WORKFLOW));
    }

    @Test
    void aHostWithoutARabbitEndsTheSetup() {
        ServiceRun run = run("{}");
        InstanceDouble.Job job = run.instance.submit(100, "elsewhere", ServiceRun.XFS);
        run.seconds(8);
        assertEquals(List.of("exception dws-setup Could not find compute elsewhere"), dws(job));
        assertEquals(JobState.INACTIVE, job.state());
        assertEquals(List.of(), run.names(Kind.WORKFLOW));
    }

    @Test
    void anErrorOfTheWorkflowEndsTheJob() {
        ServiceRun run = run("{}");
        run.faults("error state=DataIn message=no space");
        InstanceDouble.Job job = running(run, ServiceRun.XFS);
        run.faults();
        run.seconds(5);
        assertEquals(1, dws(job).size());
        assertEquals(
                "exception exception DWS/Rabbit interactions failed: workflow hit an error: "
                        + "DW Directive 0: no space",
                dws(job).getFirst());
        assertEquals(JobState.INACTIVE, job.state());
    }

    @Test
    void storageThatDoesNotFitEndsTheJobAndLeavesNothing() {
        ServiceRun run = run("{}");
        InstanceDouble.Job job = running(run, ServiceRun.XFS.replace("10GiB", "40TiB"));
        run.seconds(5);
        assertEquals(
                List.of(
                        "exception exception DWS/Rabbit interactions failed: workflow hit an error:"
                                + " DW Directive 0: WLM error: rabbit0: insufficient capacity"
                                + " available"),
                dws(job));
        assertEquals(List.of(), run.names(Kind.WORKFLOW));
        assertEquals(List.of(), run.names(Kind.SERVERS));
    }

    @Test
    void aTransientConditionThatLastsEndsTheJobAndMarksWhoDidNotMount() {
        ServiceRun run = run("{\"tc_timeout\":4.0}");
        run.faults("transient state=PreRun message=busy");
        InstanceDouble.Job job = running(run, ServiceRun.XFS);
        run.seconds(6);
        assertEquals(
                List.of(
                        "exception exception DWS/Rabbit interactions failed: workflow in"
                                + " 'TransientCondition' state too long: DW Directive 0: busy"),
                dws(job));
    }

    @Test
    void anAbortSetsAsideWhatDoesNotLetGo() {
        ServiceRun run = run("{}");
        run.faults("unmount host=node0", "deallocation rabbit=rabbit0");
        InstanceDouble.Job job = running(run, ServiceRun.XFS);
        job.finish();
        run.seconds(2);
        job.raise("dws-epilog-timeout", "");
        run.seconds(2);
        assertEquals(JobState.INACTIVE, job.state());
        assertEquals(List.of("node0: failed to unmount rabbit"), run.instance.drained());
        assertEquals(
                "{\"node0\":\"Disabled\"",
                run.object(Kind.SYSTEM_STATUS, "default")
                        .object("data")
                        .flatMap(data -> data.object("nodes"))
                        .orElseThrow()
                        .toString()
                        .split(",")[0]);
        assertEquals(
                "Disabled",
                run.object(Kind.STORAGE, "rabbit0")
                        .object("spec")
                        .flatMap(spec -> spec.text("state"))
                        .orElseThrow());
        run.faults();
        run.seconds(5);
        assertEquals(List.of(), run.names(Kind.WORKFLOW));
    }

    @Test
    void rabbitsOfAJobAreItsOwnUntilItHasGone() {
        ServiceRun run = run("{}");
        run.instance.fluxion().told().clear();
        InstanceDouble.Job job = running(run, ServiceRun.XFS);
        List<String> told = List.copyOf(run.instance.fluxion().told());
        run.instance.fluxion().told().clear();
        job.finish();
        run.seconds(5);
        assertEquals(
                List.of(
                        "set_property {\"sp_resource_path\":\"/cluster0/node0\","
                                + "\"sp_keyval\":\"alloc_rabbit=yes\"}",
                        "set_property {\"sp_resource_path\":\"/cluster0/node1\","
                                + "\"sp_keyval\":\"alloc_rabbit=yes\"}"),
                told);
        assertEquals(
                List.of(
                        "remove_property {\"resource_path\":\"/cluster0/node0\","
                                + "\"key\":\"alloc_rabbit\"}",
                        "remove_property {\"resource_path\":\"/cluster0/node1\","
                                + "\"key\":\"alloc_rabbit\"}"),
                run.instance.fluxion().told());
    }

    @Test
    void aRabbitThatFailsTakesItsNodesAlong() {
        ServiceRun run = run("{}");
        run.instance.fluxion().told().clear();
        run.faults("rabbit rabbit=rabbit0 status=Failed");
        run.seconds(1);
        run.faults();
        run.seconds(1);
        assertEquals(
                List.of(
                        "set_property {\"sp_resource_path\":"
                                + "[\"/cluster0/node0\",\"/cluster0/node1\"],"
                                + "\"sp_keyval\":\"badrabbit=bad\"}",
                        "remove_property {\"resource_path\":"
                                + "[\"/cluster0/node0\",\"/cluster0/node1\"],"
                                + "\"key\":\"badrabbit\"}"),
                run.instance.fluxion().told());
    }

    @Test
    void aNodeThatLosesItsLinkIsDrainedOrMarked() {
        ServiceRun drains = run("{}");
        drains.faults("offline host=node2");
        drains.seconds(1);
        assertEquals(List.of("node2: rabbit lost PCIe connection"), drains.instance.drained());
        ServiceRun marks = run("{\"drain_compute_nodes\":false}");
        marks.instance.fluxion().told().clear();
        marks.faults("offline host=node2");
        marks.seconds(1);
        assertEquals(List.of(), marks.instance.drained());
        assertEquals(
                "set_property {\"sp_resource_path\":[\"/cluster0/node2\"],"
                        + "\"sp_keyval\":\"badrabbit=bad\"}",
                marks.instance.fluxion().told().getLast());
    }

    @Test
    void whatIsLeftOfATimeoutCountsAfterARestart() {
        ServiceRun run = run("{\"setup_timeout\":10.0}");
        run.faults("hold state=Setup");
        InstanceDouble.Job job = running(run, ServiceRun.XFS);
        run.kill();
        run.seconds(4);
        run.start();
        run.seconds(2.5);
        assertEquals(List.of("exception dws-timeout File system creation took too long"), dws(job));
    }

    @Test
    void aRabbitThatSaysNothingHasMadeNothing() {
        ServiceRun run = run("{\"setup_timeout\":0.1}");
        InstanceDouble.Job job =
                running(run, ServiceRun.XFS.replace("}", ",\"dw_failure_tolerance\":1}"));
        run.seconds(1);
        assertEquals(List.of("exception dws-node-failure node0"), dws(job));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aWorkflowIsNamedOnceInTheEventlogWhoeverDied(boolean written) {
        ServiceRun run = run("{}");
        String memo = "memo {\"rabbit_workflow\":\"fluxjob-100\"}";
        InstanceDouble.Job job = run.instance.submit(100, "node0", ServiceRun.XFS);
        while (job.events().isEmpty()) {
            run.seconds(0.001);
        }
        assertEquals(List.of(memo), job.events());
        run.kill();
        if (!written) {
            job.events().clear();
        }
        run.start();
        run.seconds(5);
        assertEquals(List.of(memo, "prolog-start"), job.events().subList(0, 2));
        assertEquals(1, job.events().stream().filter(memo::equals).count());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aNodeThatAJobDoesWithoutIsNotMountedOn(boolean restarted) {
        ServiceRun run = run("{\"setup_timeout\":2.0}");
        run.faults("allocation rabbit=rabbit0");
        InstanceDouble.Job job =
                run.instance.submit(
                        100,
                        "node[0,2]",
                        ServiceRun.XFS.replace("}", ",\"dw_failure_tolerance\":1}"));
        while (dws(job).isEmpty()) {
            run.seconds(0.001);
        }
        if (restarted) {
            run.kill();
            run.start();
        }
        run.seconds(5);
        assertEquals(List.of("exception dws-node-failure node0"), dws(job));
        assertEquals(
                "[{\"name\":\"node2\"}]",
                run.object(Kind.COMPUTES, "fluxjob-100").get("data").orElseThrow().toString());
    }

    @Test
    void copiesAreAbandonedAfterTheirTime() {
        ServiceRun run = run("{\"teardown_after\":4.0}");
        run.faults("delay state=PostRun seconds=3", "hold state=DataOut");
        InstanceDouble.Job job = running(run, ServiceRun.XFS);
        job.finish();
        run.seconds(3.8);
        assertEquals(List.of(), dws(job));
        run.seconds(1.2);
        assertEquals(List.of("exception teardown-timeout skipping rabbit data movement"), dws(job));
        assertEquals(JobState.INACTIVE, job.state());
        assertEquals(List.of(), run.names(Kind.WORKFLOW));
    }

    private static void assertLeaves(InstanceDouble.Job job) {
        List<String> events = job.events();
        assertEquals(
                List.of("epilog-start", "epilog-finish 0", "clean"),
                events.subList(events.size() - 3, events.size()));
    }

    @Test
    void aWorkflowThatSomebodyDeletesHoldsItsJobNoLonger() {
        for (String state : List.of("PostRun", "DataOut", "Teardown")) {
            ServiceRun run = run("{}");
            run.faults("hold state=" + state);
            InstanceDouble.Job job = running(run, ServiceRun.XFS);
            job.finish();
            run.seconds(5);
            assertEquals("epilog-start", job.events().getLast(), state);
            run.remove(Kind.WORKFLOW, ObjectName.of("fluxjob-100"));
            run.seconds(1);
            assertLeaves(job);
            assertEquals(
                    List.of(
                            "workflow fluxjob-100 was deleted before it had cleared, ending the"
                                    + " epilog of its job"),
                    run.log.stream().filter(line -> line.contains("deleted")).toList());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Proposal,false",
        "Setup,false",
        "DataIn,false",
        "PreRun,false",
        "Proposal,true",
        "Setup,true",
        "DataIn,true",
        "PreRun,true"
    })
    void aJobWhoseWorkflowIsDeletedBeforeItStartsEnds(String state, boolean meanwhile) {
        ServiceRun run = run("{}");
        run.faults("hold state=" + state);
        InstanceDouble.Job job = running(run, ServiceRun.XFS);
        if (meanwhile) {
            run.kill();
        }
        run.remove(Kind.WORKFLOW, ObjectName.of("fluxjob-100"));
        if (meanwhile) {
            run.start();
        }
        run.seconds(1);
        String why = "workflow fluxjob-100 was deleted before it had cleared";
        assertEquals(
                List.of("exception exception DWS/Rabbit interactions failed: " + why), dws(job));
        assertLeaves(job);
        assertEquals(
                List.of(why + ", ending its job"),
                run.log.stream().filter(line -> line.contains("deleted")).toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"PostRun", "DataOut", "Teardown"})
    void aWorkflowThatIsDeletedWithoutAServiceHoldsItsJobNoLonger(String state) {
        ServiceRun run = run("{}");
        run.faults("hold state=" + state);
        InstanceDouble.Job job = running(run, ServiceRun.XFS);
        job.finish();
        run.seconds(5);
        run.kill();
        run.remove(Kind.WORKFLOW, ObjectName.of("fluxjob-100"));
        assertEquals("epilog-start", job.events().getLast());
        run.start();
        run.seconds(1);
        assertLeaves(job);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Proposal", "Setup", "DataIn", "PreRun", "PostRun", "DataOut"})
    void aServiceThatStartsAnewEndsNoJobThatHasItsWorkflow(String state) {
        ServiceRun run = run("{}");
        run.faults("hold state=" + state);
        InstanceDouble.Job job = running(run, ServiceRun.XFS);
        job.finish();
        run.seconds(5);
        run.kill();
        run.start();
        run.seconds(5);
        assertEquals(List.of(), dws(job));
        assertEquals(List.of("fluxjob-100"), run.names(Kind.WORKFLOW));
    }

    @Test
    void aWorkflowThatIsDeletedWhileTheTasksRunEndsNothing() {
        ServiceRun run = run("{}");
        InstanceDouble.Job job = running(run, ServiceRun.XFS);
        run.remove(Kind.WORKFLOW, ObjectName.of("fluxjob-100"));
        run.seconds(1);
        assertEquals("prolog-finish 0", job.events().getLast());
        assertEquals(List.of(), run.log.stream().filter(line -> line.contains("deleted")).toList());
    }
}
