package fluxj.coral2.dws.tracker.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.coral2.dws.kubernetes.Kind;
import fluxj.coral2.dws.kubernetes.Kubernetes;
import fluxj.coral2.dws.kubernetes.ObjectEvent;
import fluxj.coral2.dws.kubernetes.ObjectName;
import fluxj.coral2.dws.kubernetes.Selection;
import fluxj.coral2.dws.kubernetes.Trouble;
import fluxj.coral2.dws.kubernetes.Watch;
import fluxj.coral2.dws.tracker.storage.RabbitStorage.Seen;
import fluxj.coral2.dws.tracker.storage.RabbitStorage.Unseen;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Hostlist;
import fluxj.json.JsonObject;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// What is asked of Kubernetes, and what its objects mean.
class KubernetesStorageTest {
    private static final String NAME = "fluxjob-57159974912";

    /// Answers questions with what it was given; what it was not given is not there.
    private static final class ReadOnly implements Kubernetes {
        private final Map<Kind, String> lists = new LinkedHashMap<>();
        private final List<String> asked = new ArrayList<>();
        private String workflow = "";

        @Override
        public Promise<JsonObject> get(Kind kind, ObjectName name) {
            asked.add(kind.plural() + "/" + name.name());
            return workflow.isEmpty() ? missing() : Promise.of(JsonObject.parse(workflow));
        }

        @Override
        public Promise<JsonObject> list(Kind kind, Selection which) {
            asked.add(kind.plural() + "?" + which.labels().replace(Kind.DWS, "G"));
            String items = lists.get(kind);
            return items == null
                    ? missing()
                    : Promise.of(JsonObject.parse("{\"items\":[" + items + "]}"));
        }

        private static <T> Promise<T> missing() {
            return Promise.failed(new FluxException(Errno.ENOENT, "the server could not find it"));
        }

        @Override
        public Promise<JsonObject> create(Kind kind, JsonObject object) {
            throw new IllegalStateException("a tracker changes nothing");
        }

        @Override
        public Promise<JsonObject> merge(Kind kind, ObjectName name, JsonObject patch) {
            throw new IllegalStateException("a tracker changes nothing");
        }

        @Override
        public Promise<JsonObject> mergeStatus(Kind kind, ObjectName name, JsonObject patch) {
            throw new IllegalStateException("a tracker changes nothing");
        }

        @Override
        public Promise<Empty> delete(Kind kind, ObjectName name) {
            throw new IllegalStateException("a tracker changes nothing");
        }

        @Override
        public Promise<String> log(ObjectName pod) {
            throw new IllegalStateException("a tracker reads no logs");
        }

        @Override
        public Watch watch(
                Kind kind,
                Selection which,
                Consumer<ObjectEvent> onEvent,
                Consumer<Trouble> onTrouble) {
            throw new IllegalStateException("a tracker looks once");
        }

        @Override
        public void close() {}
    }

    private final ReadOnly api = new ReadOnly();

    private RabbitStorage of(String... rabbits) {
        List<RabbitStorage> found = new ArrayList<>();
        new KubernetesStorage(api)
                .of(NAME, Hostlist.of(rabbits))
                .then(
                        found::add,
                        error -> {
                            throw error;
                        });
        return found.getFirst();
    }

    private Seen seen(String... rabbits) {
        return assertInstanceOf(Seen.class, of(rabbits));
    }

    private void haveAll() {
        api.workflow =
                """
                {"metadata":{"name":"fluxjob-57159974912"},"spec":{"desiredState":"PostRun"},
                 "status":{"state":"PostRun","ready":false,"status":"DriverWait",
                  "desiredStateChange":"2026-11-22T10:13:14.297211Z"}}
                """;
        api.lists.put(
                Kind.SERVERS,
                """
                {"status":{"allocationSets":[{"label":"xfs","storage":{
                  "rabbit0":{"allocationSize":10737418240,"ready":true},
                  "rabbit1":{"allocationSize":0,"ready":true}}}]}},
                {"status":{"ready":false}}
                """);
        api.lists.put(
                Kind.CLIENT_MOUNT,
                """
                {"metadata":{"name":"default-fluxjob-57159974912-0-computes","namespace":"c1"},
                 "spec":{"node":"c1","desiredState":"unmounted"},
                 "status":{"mounts":[{"state":"unmounted","ready":true},
                  {"state":"mounted","ready":true}]}},
                {"metadata":{"name":"default-fluxjob-57159974912-0-computes","namespace":"c2"},
                 "spec":{"node":"c2","desiredState":"unmounted"}},
                {"metadata":{"name":"default-fluxjob-57159974912-0-computes","namespace":"c3"},
                 "spec":{"node":"c3","desiredState":"unmounted"},
                 "status":{"mounts":[{"state":"unmounted","ready":true}]}},
                {"metadata":{"name":"default-fluxjob-57159974912-0-servers","namespace":"rabbit0"},
                 "spec":{"node":"rabbit0","desiredState":"mounted"},
                 "status":{"mounts":[{"state":"mounted","ready":true}]}}
                """);
        api.lists.put(
                Kind.DATA_MOVEMENT,
                """
                {"metadata":{"name":"dm1"},"status":{"state":"Running",
                  "startTime":"2026-11-22T10:13:14Z"}},
                {"metadata":{"name":"dm2"},"status":{"state":"Finished","status":"Failed",
                  "message":"no space"}}
                """);
        api.lists.put(
                Kind.STORAGE,
                """
                {"metadata":{"name":"rabbit0"},"spec":{"state":"Enabled"},
                 "status":{"status":"Ready"}},
                {"metadata":{"name":"rabbit1","annotations":{"disable_reason":"why",
                  "disable_date":"2026-11-22 10:17:01.122758"}},"spec":{"state":"Disabled"},
                 "status":{"status":"Disabled"}}
                """);
    }

    @Test
    void oneRequestAKindTellsAll() {
        haveAll();
        Seen seen = seen();
        assertEquals(
                List.of(
                        "servers?G/workflow.name=" + NAME,
                        "clientmounts?G/workflow.name=" + NAME,
                        "nnfdatamovements?G/workflow.name="
                                + NAME
                                + ",G/workflow.namespace=default",
                        "workflows/" + NAME,
                        "storages?"),
                api.asked);
        assertEquals("PostRun", seen.workflow().orElseThrow().desired());
        assertEquals(1_795_342_394.297211, seen.workflow().orElseThrow().since().orElseThrow());
        assertEquals(
                List.of(new RabbitAllocation("rabbit0", "xfs", 10_737_418_240L, true)),
                seen.allocations());
        assertEquals(
                List.of(true, false), seen.movements().stream().map(DataMovement::runs).toList());
        assertTrue(seen.movements().get(1).hasFailed());
        assertEquals(List.of("rabbit0"), seen.rabbits().stream().map(RabbitHealth::name).toList());
    }

    @Test
    void aHostThatMountsInPartOrSaysNothingHolds() {
        haveAll();
        assertEquals(
                new RabbitStorage.Held(Hostlist.parse("c[1-2]"), Hostlist.of("rabbit0")),
                seen().held().orElseThrow());
        assertEquals(
                List.of("mounted", "unknown", "unmounted"),
                seen().mounts().stream().map(HostMount::state).toList());
    }

    @Test
    void rabbitsOfAJobAreLookedAtWhenNothingIsLeftOnThem() {
        haveAll();
        api.lists.put(Kind.SERVERS, "");
        RabbitHealth rabbit = seen("rabbit1").rabbits().getFirst();
        assertTrue(rabbit.isDisabled());
        assertEquals("why", rabbit.reason().orElseThrow());
    }

    @Test
    void aWorkflowThatIsGoneIsNoFailure() {
        haveAll();
        api.workflow = "";
        assertTrue(seen().workflow().isEmpty());
    }

    @Test
    void aClusterThatMovesNoDataIsNoFailure() {
        haveAll();
        api.lists.remove(Kind.DATA_MOVEMENT);
        assertEquals(List.of(), seen().movements());
    }

    @Test
    void aClusterWithoutRabbitsIsOneLine() {
        assertEquals(new Unseen("the server could not find it"), of());
    }
}
