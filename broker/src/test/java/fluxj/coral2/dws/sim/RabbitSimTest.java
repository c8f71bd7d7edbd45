package fluxj.coral2.dws.sim;

import static fluxj.coral2.dws.sim.SimRun.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.coral2.dws.kubernetes.Kind;
import fluxj.coral2.dws.kubernetes.Kubernetes;
import fluxj.coral2.dws.kubernetes.ObjectName;
import fluxj.coral2.dws.service.KubernetesInFront;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.reactor.Promise;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// What the simulated controllers do, right and wrong (spec coral2 4.4, 4.6, 5).
class RabbitSimTest {
    private static final String JOB = "fluxjob-7";

    @Test
    void whatAnotherApiDoesNotServeIsNotMadeThere() {
        SimRun run = new SimRun();
        List<String> refused = new ArrayList<>();
        Kubernetes plain =
                new KubernetesInFront(run.kubernetes) {
                    @Override
                    public Promise<JsonObject> create(Kind kind, JsonObject object) {
                        if (kind.plural().endsWith("profiles")) {
                            refused.add(kind.plural());
                            return Promise.failed(new FluxException(Errno.EOPNOTSUPP, "no such"));
                        }
                        return super.create(kind, object);
                    }

                    @Override
                    public <T> Promise<T> ask(Supplier<Promise<T>> request) {
                        return request.get();
                    }
                };
        run.await(run.on(plain).start(List.of()));
        assertEquals(
                List.of("nnfstorageprofiles", "nnfcontainerprofiles", "nnfcontainerprofiles"),
                refused);
    }

    @Test
    void theSystemsObjectsAreThere() {
        SimRun run = new SimRun();
        assertEquals(List.of("default/rabbit0", "default/rabbit1"), run.names(Kind.STORAGE));
        JsonObject storage = run.get(Kind.STORAGE, "rabbit1");
        assertEquals("Ready", text(storage, "status.status"));
        assertEquals("39582418599936", text(storage, "status.capacity"));
        assertEquals(
                "[{\"name\":\"node2\",\"status\":\"Ready\"},{\"name\":\"node3\",\"status\":\"Ready\"}]",
                text(storage, "status.access.computes"));
        JsonObject configuration = run.get(Kind.SYSTEM_CONFIGURATION, "default");
        assertEquals("true", text(configuration, "status.ready"));
        assertEquals(List.of("default/default"), run.names(Kind.SYSTEM_STATUS));
        assertEquals(List.of(), run.complaints);
    }

    @Test
    void aWorkflowGoesThroughAllItsStates() {
        SimRun run = new SimRun();
        run.submit(JOB, "#DW jobdw type=xfs capacity=10GiB name=my-fs");
        assertEquals("Proposal true Completed", run.standing(JOB));
        JsonObject breakdown = run.get(Kind.DIRECTIVE_BREAKDOWN, JOB + "-0");
        assertEquals("true", text(breakdown, "status.ready"));
        assertTrue(
                text(breakdown, "status.storage.allocationSets")
                        .contains("\"label\":\"xfs\",\"minimumCapacity\":10737418240"));
        assertEquals(JOB + "-0", text(breakdown, "status.storage.reference.name"));
        assertEquals(JOB, text(run.get(Kind.WORKFLOW, JOB), "status.computes.name"));
        run.assign(JOB + "-0", "xfs");
        run.desire(JOB, "Setup");
        assertEquals("Setup true Completed", run.standing(JOB));
        assertEquals(
                "[{\"label\":\"xfs\",\"storage\":{\"rabbit0\":{\"allocationSize\":21474836480,"
                        + "\"ready\":true},\"rabbit1\":{\"allocationSize\":21474836480,\"ready\":true}}}]",
                text(run.get(Kind.SERVERS, JOB + "-0"), "status.allocationSets"));
        run.place(JOB, "node0", "node3");
        run.desire(JOB, "DataIn");
        assertEquals("DataIn true Completed", run.standing(JOB));
        run.desire(JOB, "PreRun");
        assertEquals("PreRun true Completed", run.standing(JOB));
        JsonObject mount = run.get(Kind.CLIENT_MOUNT, "node3", "default-" + JOB + "-0-computes");
        assertEquals("[{\"state\":\"mounted\",\"ready\":true}]", text(mount, "status.mounts"));
        JsonObject workflow = run.get(Kind.WORKFLOW, JOB);
        assertEquals(
                "/mnt/nnf/" + text(workflow, "metadata.uid") + "-0",
                text(workflow, "status.env.DW_JOB_my_fs"));
        assertEquals("300ms", text(workflow, "status.elapsedTimeLastState"));
        run.desire(JOB, "PostRun");
        assertEquals("PostRun true Completed", run.standing(JOB));
        run.desire(JOB, "DataOut");
        run.desire(JOB, "Teardown");
        assertEquals("Teardown true Completed", run.standing(JOB));
        assertEquals(List.of(), run.names(Kind.CLIENT_MOUNT));
        assertEquals(List.of(), run.names(Kind.SERVERS));
        run.await(run.kubernetes.delete(Kind.WORKFLOW, ObjectName.of(JOB)));
        run.pass(Duration.ZERO);
        assertEquals(List.of(), run.names(Kind.WORKFLOW));
        assertEquals(List.of(), run.names(Kind.COMPUTES));
        assertEquals(0, run.sim().workflows());
        assertEquals(List.of(), run.complaints);
    }

    @Test
    void aStateTakesItsTime() {
        SimRun run = new SimRun("delay state=Setup seconds=5");
        run.submit(JOB, "#DW jobdw type=xfs capacity=10GiB name=p1");
        run.assign(JOB + "-0", "xfs");
        run.desire(JOB, "Setup");
        run.pass(Duration.ofSeconds(4));
        assertEquals("Setup false DriverWait", run.standing(JOB));
        run.pass(Duration.ofSeconds(1));
        assertEquals("Setup true Completed", run.standing(JOB));
    }

    @Test
    void aHeldStateGoesOnWhenItIsLetGo() {
        SimRun run = new SimRun("hold state=Proposal");
        run.submit(JOB, "#DW jobdw type=xfs capacity=10GiB name=p1");
        run.pass(Duration.ofMinutes(1));
        assertEquals("Proposal false DriverWait", run.standing(JOB));
        run.setFaults();
        assertEquals("Proposal true Completed", run.standing(JOB));
    }

    @Test
    void aMountThatHangsHoldsTeardownUntilItsNodeIsGivenUp() {
        SimRun run = new SimRun("unmount host=node0");
        run.run(JOB, "node0", "node1");
        run.desire(JOB, "PostRun");
        run.pass(Duration.ofMinutes(1));
        assertEquals("PostRun false DriverWait", run.standing(JOB));
        String name = "default-" + JOB + "-0-computes";
        assertEquals(
                "[{\"state\":\"mounted\",\"ready\":false}]",
                text(run.get(Kind.CLIENT_MOUNT, "node0", name), "status.mounts"));
        assertEquals(
                "[{\"state\":\"unmounted\",\"ready\":true}]",
                text(run.get(Kind.CLIENT_MOUNT, "node1", name), "status.mounts"));
        run.desire(JOB, "Teardown");
        run.pass(Duration.ofMinutes(1));
        assertEquals("Teardown false DriverWait", run.standing(JOB));
        JsonObject nodes = JsonObject.of("nodes", JsonObject.of("node0", "Disabled"));
        run.await(
                run.kubernetes.merge(
                        Kind.SYSTEM_STATUS,
                        ObjectName.of("default"),
                        JsonObject.of("data", nodes)));
        run.pass(Duration.ZERO);
        assertEquals("Teardown true Completed", run.standing(JOB));
        assertEquals(List.of(), run.names(Kind.CLIENT_MOUNT));
    }

    @Test
    void anAllocationThatDoesNotClearHoldsTeardown() {
        SimRun run = new SimRun("deallocation rabbit=rabbit1");
        run.run(JOB, "node0");
        run.desire(JOB, "Teardown");
        assertEquals("Teardown false DriverWait", run.standing(JOB));
        assertEquals(
                "[{\"label\":\"xfs\",\"storage\":{\"rabbit1\":{\"allocationSize\":21474836480,"
                        + "\"ready\":true}}}]",
                text(run.get(Kind.SERVERS, JOB + "-0"), "status.allocationSets"));
        run.setFaults();
        assertEquals("Teardown true Completed", run.standing(JOB));
        assertEquals(List.of(), run.names(Kind.SERVERS));
    }

    @Test
    void nodesThatDoNotMountAreMissingUntilSomebodyForcesIt() {
        SimRun run = new SimRun("mount host=node[1-2]");
        run.run(JOB, "node0", "node1");
        assertEquals("PreRun false DriverWait", run.standing(JOB));
        run.await(
                run.kubernetes.merge(
                        Kind.WORKFLOW,
                        ObjectName.of(JOB),
                        JsonObject.of(
                                "spec", JsonObject.builder().put("forceReady", true).build())));
        run.pass(Duration.ZERO);
        assertEquals("PreRun true Completed Forced Ready", run.standing(JOB));
        JsonObject workflow = run.get(Kind.WORKFLOW, JOB);
        assertTrue(text(workflow, "status.env.DW_JOB_p1").startsWith("/mnt/nnf/"));
        run.desire(JOB, "PostRun");
        assertEquals("PostRun true Completed", run.standing(JOB));
        assertEquals("false", text(run.get(Kind.WORKFLOW, JOB), "spec.forceReady"));
    }

    @Test
    void anAllocationThatIsNotMadeHoldsSetup() {
        SimRun run = new SimRun("allocation rabbit=rabbit0");
        run.submit(JOB, "#DW jobdw type=xfs capacity=10GiB name=p1");
        run.assign(JOB + "-0", "xfs");
        run.desire(JOB, "Setup");
        assertEquals("Setup false DriverWait", run.standing(JOB));
        assertTrue(
                text(run.get(Kind.SERVERS, JOB + "-0"), "status.allocationSets")
                        .contains("\"rabbit0\":{\"allocationSize\":0,\"ready\":false}"));
        run.setFaults();
        assertEquals("Setup true Completed", run.standing(JOB));
    }

    @Test
    void aMovementThatHangsEndsWithTeardown() {
        SimRun run = new SimRun("movement");
        run.submit(
                JOB,
                "#DW jobdw type=xfs capacity=10GiB name=p1",
                "#DW copy_out source=$DW_JOB_p1/x destination=/lus/x");
        run.assign(JOB + "-0", "xfs");
        for (String state : List.of("Setup", "DataIn", "PreRun", "PostRun", "DataOut")) {
            run.desire(JOB, state);
        }
        assertEquals("DataOut false DriverWait", run.standing(JOB));
        assertEquals(
                List.of("rabbit0/" + JOB + "-1-0", "rabbit1/" + JOB + "-1-0"),
                run.names(Kind.DATA_MOVEMENT));
        JsonObject movement = run.get(Kind.DATA_MOVEMENT, "rabbit0", JOB + "-1-0");
        assertEquals("Running", text(movement, "status.state"));
        assertEquals("$DW_JOB_p1/x", text(movement, "spec.source.path"));
        run.desire(JOB, "Teardown");
        assertEquals("Teardown true Completed", run.standing(JOB));
        assertEquals(List.of(), run.names(Kind.DATA_MOVEMENT));
    }

    @Test
    void aMovementThatFailsIsAnErrorOfTheWorkflow() {
        SimRun run = new SimRun("movement outcome=Failed message=no such file");
        run.submit(JOB, "#DW copy_in source=/lus/x destination=/lus/y");
        run.desire(JOB, "Setup");
        run.desire(JOB, "DataIn");
        assertEquals(
                "DataIn false Error DW Directive 0: User error: data movement operation failed: no"
                        + " such file",
                run.standing(JOB));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "xfs | /some/dir | $DW_JOB_p1/ | global Lustre file system containing '/some/dir'"
                        + " not found",
                "xfs | $DW_JOB_p1/ | /lustre/a | global Lustre file system containing '/lustre/a'"
                        + " not found",
                "xfs | $DW_JOB_p2/a | /lus | job storage instance 'p2' not found",
                "raw | /p/a | $DW_JOB_p1 | data movement can not be used with raw allocations",
                "xfs | /p/a | $DW_PERSISTENT_p1/b | persistentdw directive mentioning 'p1' not"
                        + " found",
            })
    void dataIsCopiedFromAndToWhatIsThere(
            String type, String source, String destination, String why) {
        SimRun run = new SimRun();
        run.submit(
                JOB,
                "#DW jobdw type=" + type + " capacity=10GiB name=p1",
                "#DW copy_in source=" + source + " destination=" + destination);
        assertEquals("Proposal false Error DW Directive 1: User error: " + why, run.standing(JOB));
    }

    @Test
    void whatIsWantedOfRabbitsIsSaidBeforeItIsMade() {
        SimRun run = new SimRun();
        run.submit(JOB, "#DW jobdw type=xfs capacity=10GiB name=p1");
        run.assign(JOB + "-0", "xfs");
        assertTrue(
                text(run.get(Kind.SERVERS, JOB + "-0"), "status.allocationSets")
                        .contains("\"rabbit0\":{\"allocationSize\":0,\"ready\":false}"));
    }

    @Test
    void anAnnouncementThatFailsIsToldUnlessItLostARace() {
        assertEquals(List.of("servers: denied"), complaintsOfAnnouncing(Errno.EACCES));
        assertEquals(List.of(), complaintsOfAnnouncing(Errno.EAGAIN));
        assertEquals(List.of(), complaintsOfAnnouncing(Errno.ENOENT));
    }

    private static List<String> complaintsOfAnnouncing(Errno errno) {
        SimRun run = new SimRun();
        run.sim().close();
        Kubernetes refusing =
                new KubernetesInFront(run.kubernetes) {
                    @Override
                    public Promise<JsonObject> mergeStatus(
                            Kind kind, ObjectName name, JsonObject patch) {
                        return kind.equals(Kind.SERVERS)
                                ? Promise.failed(new FluxException(errno, "denied"))
                                : super.mergeStatus(kind, name, patch);
                    }

                    @Override
                    public <T> Promise<T> ask(Supplier<Promise<T>> request) {
                        return request.get();
                    }
                };
        run.await(run.on(refusing).start(List.of()));
        run.submit(JOB, "#DW jobdw type=xfs capacity=10GiB name=p1");
        run.assign(JOB + "-0", "xfs");
        return run.complaints.stream().filter(each -> each.startsWith("servers: ")).toList();
    }

    @Test
    void profilesAreThereToBeCopied() {
        SimRun run = new SimRun();
        Kind storage = new Kind(Kind.NNF, "nnfstorageprofiles", "NnfStorageProfile", true);
        assertEquals("true", text(run.get(storage, "nnf-system", "default"), "data.default"));
        Kind container = new Kind(Kind.NNF, "nnfcontainerprofiles", "NnfContainerProfile", true);
        assertEquals(
                List.of("nnf-system/copy-offload-default", "nnf-system/example-success"),
                run.names(container));
    }

    @Test
    void errorsAndTransientConditionsAreSaid() {
        SimRun run = new SimRun("transient state=Setup directive=2 message=the rabbit is busy");
        run.submit(JOB, "#DW jobdw type=xfs capacity=10GiB name=p1");
        run.assign(JOB + "-0", "xfs");
        run.desire(JOB, "Setup");
        assertEquals(
                "Setup false TransientCondition DW Directive 2: the rabbit is busy",
                run.standing(JOB));
        run.setFaults("error workflow=" + JOB + " message=it burns");
        assertEquals("Setup false Error DW Directive 0: it burns", run.standing(JOB));
        run.setFaults("error workflow=another");
        run.pass(SimRun.DELAY);
        assertEquals("Setup true Completed", run.standing(JOB));
    }

    @Test
    void persistentStorageOutlivesTheJobThatMadeIt() {
        SimRun run = new SimRun();
        run.submit("fluxjob-1", "#DW create_persistent type=xfs capacity=10GiB name=keep");
        JsonObject breakdown = run.get(Kind.DIRECTIVE_BREAKDOWN, "fluxjob-1-0");
        assertEquals("persistent", text(breakdown, "status.storage.lifetime"));
        assertEquals("keep", text(breakdown, "status.storage.reference.name"));
        run.assign("keep", "xfs");
        run.desire("fluxjob-1", "Setup");
        JsonObject storage = run.get(Kind.PERSISTENT_STORAGE, "keep");
        assertEquals("Active", text(storage, "status.state"));
        run.desire("fluxjob-1", "Teardown");
        assertEquals(List.of("default/keep"), run.names(Kind.SERVERS));
        run.submit(JOB, "#DW persistentdw name=keep", "#DW persistentdw name=other");
        assertEquals(
                "Proposal false Error DW Directive 1: User error: could not find persistent storage"
                        + " instance 'other'",
                run.standing(JOB));
        run.submit("fluxjob-8", "#DW destroy_persistent name=keep");
        run.desire("fluxjob-8", "Teardown");
        assertEquals(List.of(), run.names(Kind.PERSISTENT_STORAGE));
        assertEquals(List.of(), run.names(Kind.SERVERS));
    }

    @Test
    void containersAndTokensComeAndGo() {
        SimRun run = new SimRun();
        run.submit(
                JOB,
                "#DW jobdw type=gfs2 capacity=1GiB name=p1 requires=user-container-auth",
                "#DW container name=c1 profile=p2 DW_JOB_p1=p1");
        JsonObject workflow = run.get(Kind.WORKFLOW, JOB);
        assertEquals(JOB, text(workflow, "status.workflowToken.secretName"));
        assertTrue(text(run.get(Kind.SECRET, JOB), "data.token").length() > 8);
        run.assign(JOB + "-0", "gfs2");
        for (String state : List.of("Setup", "DataIn", "PreRun")) {
            run.desire(JOB, state);
        }
        String pod = JOB + "-1-container";
        assertEquals("Running", text(run.get(Kind.POD, pod), "status.phase"));
        assertTrue(run.await(run.kubernetes.log(ObjectName.of(pod))).contains("name=c1"));
        run.desire(JOB, "Teardown");
        assertEquals(List.of(), run.names(Kind.POD));
        assertEquals(List.of(), run.names(Kind.SECRET));
    }

    @Test
    void aDisabledRabbitSaysSo() {
        SimRun run = new SimRun();
        JsonObject disabled = JsonObject.of("spec", JsonObject.of("state", "Disabled"));
        run.await(run.kubernetes.merge(Kind.STORAGE, ObjectName.of("rabbit0"), disabled));
        run.pass(Duration.ZERO);
        assertEquals("Disabled", text(run.get(Kind.STORAGE, "rabbit0"), "status.status"));
        run.setFaults("offline host=node3", "rabbit rabbit=rabbit1 status=Degraded");
        JsonObject other = run.get(Kind.STORAGE, "rabbit1");
        assertEquals("Degraded", text(other, "status.status"));
        assertTrue(
                text(other, "status.access.computes")
                        .contains("{\"name\":\"node3\",\"status\":\"Offline\"}"));
        run.setFaults();
        assertEquals("Ready", text(run.get(Kind.STORAGE, "rabbit1"), "status.status"));
    }

    @Test
    void anotherSimulatorGoesOnWhereTheFirstStopped() {
        SimRun run = new SimRun("hold state=PreRun");
        run.run(JOB, "node0");
        assertEquals("PreRun false DriverWait", run.standing(JOB));
        run.sim().close();
        RabbitSim second = run.restart();
        run.await(second.start(List.of()));
        run.pass(SimRun.DELAY);
        assertEquals("PreRun false DriverWait", run.standing(JOB));
        run.setFaults();
        assertEquals("PreRun true Completed", run.standing(JOB));
    }

    @Test
    void aWorkflowThatIsDeletedTakesItsChildrenAlong() {
        SimRun run = new SimRun();
        run.run(JOB, "node0", "node1");
        JsonObject none =
                JsonObject.of("metadata", JsonObject.of("finalizers", JsonValue.Null.NULL));
        run.await(run.kubernetes.merge(Kind.WORKFLOW, ObjectName.of(JOB), none));
        run.await(run.kubernetes.delete(Kind.WORKFLOW, ObjectName.of(JOB)));
        run.pass(Duration.ofSeconds(2));
        assertEquals(List.of(), run.names(Kind.WORKFLOW));
        assertEquals(List.of(), run.names(Kind.CLIENT_MOUNT));
        assertEquals(List.of(), run.names(Kind.SERVERS));
        assertEquals(List.of(), run.names(Kind.COMPUTES));
    }

    @Test
    void linesThatAreNoFaultsAreRefused() {
        SimRun run = new SimRun();
        FluxException refused =
                assertThrows(FluxException.class, () -> run.setFaults("unmount node=3"));
        assertEquals(Errno.EINVAL, refused.errno());
        assertEquals("fault 'unmount node=3': unmount: unknown word 'node'", refused.getMessage());
        run.setFaults("api-slow seconds=2");
        assertEquals(List.of("api-slow seconds=2"), run.apiFaults);
    }
}
