package fluxj.coral2.dws.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import fluxj.coral2.dws.apiserver.Kubeconfig;
import fluxj.coral2.dws.kubernetes.Kind;
import fluxj.coral2.dws.kubernetes.Kubernetes;
import fluxj.coral2.dws.kubernetes.KubernetesAccess;
import fluxj.coral2.dws.kubernetes.ObjectEvent;
import fluxj.coral2.dws.kubernetes.ObjectName;
import fluxj.coral2.dws.kubernetes.Selection;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Hostlist;
import fluxj.json.JsonObject;
import fluxj.platform.os.OsWallClock;
import fluxj.reactor.Promise;
import fluxj.reactor.netty.NettyReactor;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/// The simulator through HTTP, as it runs against any API, and the API that does wrong what it is
/// told (spec coral2 4.4).
class EmbeddedApiTest {
    private static final int SECONDS = 30;
    private static final String JOB = "fluxjob-7";

    private final BlockingQueue<Throwable> bugs = new ArrayBlockingQueue<>(16);
    private final NettyReactor reactor = new NettyReactor("test-sim", bugs::offer);
    private final BlockingQueue<String> complaints = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> standings = new LinkedBlockingQueue<>();

    @TempDir private Path folder;
    private EmbeddedApi api = await(() -> EmbeddedApi.listen(reactor, new OsWallClock(), 0));
    private Optional<Kubernetes> client = Optional.empty();
    private Optional<RabbitSim> sim = Optional.empty();

    private <T> T await(Supplier<Promise<T>> work) {
        CompletableFuture<T> done = new CompletableFuture<>();
        reactor.post(() -> work.get().then(done::complete, done::completeExceptionally));
        try {
            return done.get(SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof FluxException error) {
                throw error;
            }
            throw new AssertionError(e);
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    private Kubernetes client() {
        return client.orElseThrow();
    }

    @BeforeEach
    void begin() throws IOException {
        Path kubeconfig = folder.resolve("config");
        Kubeconfig.write(kubeconfig, api.url());
        KubernetesAccess access =
                new KubernetesAccess(
                        Optional.of(kubeconfig),
                        Optional.empty(),
                        Optional.empty(),
                        Duration.ofMillis(50));
        client = Optional.of(access.open(Map.of(), reactor));
        RabbitSim.Setup setup =
                new RabbitSim.Setup(
                        client(),
                        reactor,
                        new OsWallClock(),
                        SimLayout.of(1, Hostlist.parse("node[0-1]"), SimLayout.CAPACITY),
                        Duration.ofMillis(20),
                        reactor.random(),
                        complaints::add);
        sim = Optional.of(new RabbitSim(setup, api::setFaults));
        await(() -> sim.orElseThrow().start(List.of()));
        await(
                () -> {
                    client().watch(Kind.WORKFLOW, Selection.ALL, this::onEvent, _ -> {});
                    return Promise.of(true);
                });
    }

    private void onEvent(ObjectEvent event) {
        JsonObject status = event.object().object("status").orElse(JsonObject.EMPTY);
        standings.add(
                event.type() == ObjectEvent.Change.DELETED
                        ? "DELETED"
                        : status.text("state").orElse("")
                                + " "
                                + status.bool("ready").orElse(false));
    }

    @AfterEach
    void end() {
        await(
                () -> {
                    sim.ifPresent(RabbitSim::close);
                    client.ifPresent(Kubernetes::close);
                    api.close();
                    return Promise.of(true);
                });
        reactor.close();
        assertEquals(List.of(), List.copyOf(bugs));
    }

    /// Waits until a workflow stands somewhere.
    private void awaitStanding(String wanted) {
        try {
            String standing = "";
            while (!standing.equals(wanted)) {
                String next = standings.poll(SECONDS, TimeUnit.SECONDS);
                assertEquals(true, next != null, "stuck in " + standing + " " + complaints);
                standing = String.valueOf(next);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void submit() {
        JsonObject workflow =
                JsonObject.parse(
                        """
                        {"metadata": {"name": "fluxjob-7", "namespace": "default"},
                         "spec": {"desiredState": "Proposal", "jobID": "f7", "wlmID": "flux",
                                  "userID": 7, "groupID": 7,
                                  "dwDirectives": ["#DW jobdw type=xfs capacity=1GiB name=p1"]}}
                        """);
        await(() -> client().create(Kind.WORKFLOW, workflow));
    }

    private void merge(Kind kind, String name, String patch) {
        await(() -> client().merge(kind, ObjectName.of(name), JsonObject.parse(patch)));
    }

    private void desire(String state) {
        merge(Kind.WORKFLOW, JOB, "{\"spec\":{\"desiredState\":\"" + state + "\"}}");
        awaitStanding(state + " true");
    }

    private void runThrough() {
        submit();
        awaitStanding("Proposal true");
        merge(
                Kind.SERVERS,
                JOB + "-0",
                """
                {"spec": {"allocationSets": [{"allocationSize": 1073741824, "label": "xfs",
                          "storage": [{"name": "rabbit0", "allocationCount": 2}]}]}}
                """);
        desire("Setup");
        merge(Kind.COMPUTES, JOB, "{\"data\":[{\"name\":\"node0\"},{\"name\":\"node1\"}]}");
        List.of("DataIn", "PreRun", "PostRun", "DataOut", "Teardown").forEach(this::desire);
        await(() -> client().delete(Kind.WORKFLOW, ObjectName.of(JOB)));
        awaitStanding("DELETED");
    }

    @Test
    void aWorkflowGoesThroughAllItsStatesOverHttp() {
        runThrough();
        assertEquals(List.of(), List.copyOf(complaints));
    }

    @Test
    void theSimulatorGoesOnWhenTheApiForgetsAndCuts() {
        await(
                () ->
                        RabbitSim.keepFaults(
                                client(), List.of("api-status code=500 request=PATCH times=3")));
        submit();
        awaitStanding("Proposal true");
        await(() -> RabbitSim.keepFaults(client(), List.of("api-gone")));
        String teardown = "{\"spec\":{\"desiredState\":\"Teardown\"}}";
        try {
            merge(Kind.WORKFLOW, JOB, teardown);
        } catch (FluxException _) {
            merge(Kind.WORKFLOW, JOB, teardown);
        }
        awaitStanding("Teardown true");
        await(() -> client().delete(Kind.WORKFLOW, ObjectName.of(JOB)));
        awaitStanding("DELETED");
    }

    @Test
    void theWebhookRefusesWhenItIsTold() {
        await(
                () ->
                        RabbitSim.keepFaults(
                                client(), List.of("webhook message=no endpoints available")));
        awaitFaults();
        FluxException refused = assertThrows(FluxException.class, this::submit);
        assertEquals(Errno.EACCES, refused.errno());
        assertEquals(
                "admission webhook \"vworkflow.kb.io\" denied the request: no endpoints available",
                refused.getMessage());
    }

    /// The watch of the ConfigMap is told before that of a rabbit that changes after it.
    private void awaitFaults() {
        await(() -> RabbitSim.faults(client()));
        BlockingQueue<Boolean> seen = new ArrayBlockingQueue<>(4);
        await(
                () -> {
                    client().watch(
                                    RabbitSim.CONFIG_MAP,
                                    Selection.ALL,
                                    _ -> seen.offer(true),
                                    _ -> {});
                    return Promise.of(true);
                });
        try {
            assertEquals(true, seen.poll(SECONDS, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
