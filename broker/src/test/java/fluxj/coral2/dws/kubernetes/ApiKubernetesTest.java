package fluxj.coral2.dws.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import fluxj.client.ClientReactor;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonObject;
import fluxj.reactor.Promise;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

@Timeout(60)
class ApiKubernetesTest {
    private static final String DWS = "/apis/dataworkflowservices.github.io/v1alpha7";
    private static final ObjectName NAME = ObjectName.of("fluxjob-1");

    @TempDir private Path folder;
    private final ClientReactor reactor = new ClientReactor();
    private ScriptedApi api;
    private Kubernetes kubernetes;
    private final List<String> told = new ArrayList<>();

    @BeforeEach
    void connect() throws IOException {
        api = new ScriptedApi();
        kubernetes =
                new KubernetesAccess(
                                Optional.of(api.kubeconfig(folder)),
                                Optional.empty(),
                                Optional.empty(),
                                Duration.ofMillis(20))
                        .open(Map.of(), reactor);
    }

    @AfterEach
    void close() {
        kubernetes.close();
        api.close();
        reactor.close();
    }

    private <T> T await(Promise<T> promise) {
        reactor.runUntil(promise::isDone);
        List<T> value = new ArrayList<>();
        promise.then(
                value::add,
                error -> {
                    throw error;
                });
        return value.getFirst();
    }

    private FluxException failure(Promise<?> promise) {
        return assertThrows(FluxException.class, () -> await(promise));
    }

    private static String status(int code, String message) {
        return JsonObject.builder()
                .put("kind", "Status")
                .put("code", code)
                .put("message", message)
                .build()
                .toString();
    }

    private static String object(String name, int version) {
        return "{\"metadata\":{\"namespace\":\"default\",\"name\":\"%s\",\"resourceVersion\":\"%d\"}}"
                .formatted(name, version);
    }

    private static String list(int version, String... objects) {
        return "{\"metadata\":{\"resourceVersion\":\"%d\"},\"items\":[%s]}"
                .formatted(version, String.join(",", objects));
    }

    private static String event(String type, String object) {
        return "{\"type\":\"%s\",\"object\":%s}\n".formatted(type, object);
    }

    private Watch watch() {
        return kubernetes.watch(
                Kind.WORKFLOW,
                Selection.in("default"),
                event -> told.add(event.type() + " " + KnownObjects.nameOf(event.object()).name()),
                trouble -> told.add("trouble: " + trouble.why()));
    }

    @Test
    void theFirstVersionThatCanBeListedIsSpoken() {
        api.answer(404, status(404, "no")).answerProbes().answer(200, object("fluxjob-1", 7));
        await(kubernetes.get(Kind.WORKFLOW, NAME));
        String older = DWS.replace('7', '6') + "/namespaces/default/";
        assertEquals(
                List.of(
                        "GET " + DWS + "/namespaces/default/storages?limit=2",
                        "GET " + older + "storages?limit=2",
                        "GET " + older + "systemstatuses?limit=2",
                        "GET " + older + "systemconfigurations?limit=2",
                        "GET " + older + "workflows/fluxjob-1"),
                api.requests());
    }

    @Test
    void anApiWithoutAnyKnownVersionIsNamed() {
        api.answer(404, "").answer(404, "");
        FluxException error = failure(kubernetes.get(Kind.WORKFLOW, NAME));
        assertEquals(Errno.EOPNOTSUPP, error.errno());
        assertEquals(
                "could not find suitable API version for dataworkflowservices.github.io"
                        + " (out of ['v1alpha7', 'v1alpha6'])",
                error.getMessage());
    }

    @Test
    void aKindThatIsNotServedAnyLongerIsNoMissingObjectAndItsVersionIsAskedAgain() {
        api.answerProbes().answer(404, "404 page not found\n");
        FluxException error = failure(kubernetes.get(Kind.WORKFLOW, NAME));
        assertEquals(Errno.EOPNOTSUPP, error.errno());
        assertEquals(
                "Kubernetes serves no workflows.dataworkflowservices.github.io of version v1alpha7",
                error.getMessage());
        api.answer(404, "404 page not found\n").answerProbes().answer(200, object("a", 7));
        await(kubernetes.get(Kind.WORKFLOW, NAME));
        assertEquals(
                "GET " + DWS.replace('7', '6') + "/namespaces/default/workflows/fluxjob-1",
                api.requests().getLast());
    }

    @Test
    void refusalsHaveTheTextOfTheApiAndAnErrno() {
        api.answerProbes();
        int[] codes = {400, 403, 404, 409, 410, 422, 500};
        List<Errno> errnos = new ArrayList<>();
        for (int code : codes) {
            api.answer(code, status(code, "because " + code));
            FluxException error = failure(kubernetes.merge(Kind.WORKFLOW, NAME, JsonObject.EMPTY));
            assertEquals("because " + code, error.getMessage());
            errnos.add(error.errno());
        }
        assertEquals(
                List.of(
                        Errno.EINVAL,
                        Errno.EACCES,
                        Errno.ENOENT,
                        Errno.EAGAIN,
                        Errno.ESTALE,
                        Errno.EINVAL,
                        Errno.EIO),
                errnos);
        assertEquals(3 + codes.length, api.requests().size(), "nothing is asked twice");
    }

    @Test
    void anObjectThatExistsIsNotMadeAgain() {
        api.answerProbes().answer(409, status(409, "already exists"));
        JsonObject object = JsonObject.parse("{\"metadata\":{\"name\":\"a\"},\"spec\":{}}");
        assertEquals(Errno.EEXIST, failure(kubernetes.create(Kind.WORKFLOW, object)).errno());
        assertEquals(
                "POST "
                        + DWS
                        + "/namespaces/default/workflows application/json"
                        + " {\"kind\":\"Workflow\","
                        + "\"apiVersion\":\"dataworkflowservices.github.io/v1alpha7\","
                        + "\"metadata\":{\"name\":\"a\"},\"spec\":{}}",
                api.requests().getLast());
    }

    @Test
    void changesAreMergePatchesAndSelectorsAreEscaped() {
        api.answerProbes().answer(200, "{}").answer(200, list(1)).answer(200, "text");
        await(kubernetes.merge(Kind.STORAGE, ObjectName.of("r"), JsonObject.of("a", 1)));
        await(kubernetes.list(Kind.SERVERS, Selection.labelled("a/b=c")));
        assertEquals("text", await(kubernetes.log(new ObjectName("ns", "pod"))));
        assertEquals(
                List.of(
                        "PATCH "
                                + DWS
                                + "/namespaces/default/storages/r application/merge-patch+json"
                                + " {\"a\":1}",
                        "GET " + DWS + "/servers?labelSelector=a%2Fb%3Dc&limit=500",
                        "GET /api/v1/namespaces/ns/pods/pod/log"),
                api.requests().subList(3, 6));
    }

    @Test
    void longListsComeInPages() {
        api.answerProbes()
                .answer(200, "{\"metadata\":{\"continue\":\"x\"},\"items\":[{\"a\":1}]}")
                .answer(200, "{\"metadata\":{\"resourceVersion\":\"9\"},\"items\":[{\"a\":2}]}");
        JsonObject whole = await(kubernetes.list(Kind.WORKFLOW, Selection.ALL));
        assertEquals("[{\"a\":1},{\"a\":2}]", whole.array("items").orElseThrow().toString());
        assertEquals("GET " + DWS + "/workflows?limit=500&continue=x", api.requests().getLast());
    }

    @Test
    void aWatchTellsWhatIsThereAndWhatChanges() {
        api.answerProbes().answer(200, list(5, object("a", 3))).stream(
                event("MODIFIED", object("a", 6))
                        + event("MODIFIED", object("a", 6))
                        + event("ADDED", object("b", 7))
                        + event("DELETED", object("a", 8)));
        watch();
        reactor.runUntil(() -> told.size() == 4);
        assertEquals(List.of("ADDED a", "MODIFIED a", "ADDED b", "DELETED a"), told);
    }

    @Test
    void aWatchGoesOnAfterAnEndWithTheLastVersion() {
        api.answerProbes().answer(200, list(5)).stream(event("BOOKMARK", object("", 9))).stream(
                event("ADDED", object("b", 12)));
        watch();
        reactor.runUntil(() -> told.size() == 1);
        assertEquals(List.of("ADDED b"), told);
        List<String> streams = api.requests().subList(4, 6);
        assertEquals(
                List.of(true, true),
                List.of(
                        streams.get(0).contains("resourceVersion=5&"),
                        streams.get(1).contains("resourceVersion=9&")));
    }

    @Test
    void aWatchListsAgainWhenItsVersionIsGoneAndTellsWhatIsMissing() {
        api.answerProbes().answer(200, list(5, object("a", 3), object("b", 4))).stream(
                        event("ERROR", status(410, "too old")))
                .answer(200, list(20, object("b", 4), object("c", 18)));
        watch();
        reactor.runUntil(() -> told.size() == 4);
        assertEquals(List.of("ADDED a", "ADDED b", "ADDED c", "DELETED a"), told);
    }

    @Test
    void aWatchSurvivesAnApiThatBreaksOffAndOneThatFails() {
        api.answerProbes()
                .answer(200, list(5, object("a", 3)))
                .breakOff(event("ADDED", object("b", 6)))
                .answer(500, status(500, "etcd is away"))
                .answer(200, list(2, object("b", 1)));
        watch();
        reactor.runUntil(() -> told.size() == 6);
        assertEquals("trouble: etcd is away", told.get(3));
        assertEquals(
                List.of("ADDED a", "ADDED b", "MODIFIED b", "DELETED a"),
                told.stream().filter(line -> !line.startsWith("trouble")).toList());
    }

    @Test
    void whatIsThereNowCanBeAskedFor() {
        api.answerProbes().answer(200, list(5, object("a", 3)));
        Watch watch = watch();
        reactor.runUntil(() -> told.size() == 1);
        Promise<?> refreshed = watch.refresh();
        api.stream(event("DELETED", object("a", 8)));
        reactor.runUntil(() -> told.size() == 2);
        api.answer(200, list(7, object("a", 3), object("b", 7)));
        reactor.runUntil(refreshed::isDone);
        assertEquals(List.of("ADDED a", "DELETED a", "ADDED b"), told);
    }

    @Test
    void nobodyThereIsAnError() {
        api.close();
        FluxException error = failure(kubernetes.get(Kind.POD, NAME));
        assertEquals(Errno.ECONNREFUSED, error.errno());
        assertEquals("Kubernetes: Connection refused", error.getMessage());
    }

    @Test
    void aMissingOrBrokenConfigurationIsNamed() throws IOException {
        Path missing = folder.resolve("missing");
        FluxException error =
                assertThrows(
                        FluxException.class,
                        () ->
                                KubernetesAccess.by(Optional.empty())
                                        .open(Map.of("KUBECONFIG", missing.toString()), reactor));
        assertEquals(Errno.ENOENT, error.errno());
        assertEquals("kubeconfig " + missing + ": No such file or directory", error.getMessage());
        Path broken = Files.writeString(folder.resolve("broken"), "{{{");
        FluxException unread =
                assertThrows(
                        FluxException.class,
                        () -> KubernetesAccess.by(Optional.of(broken)).open(Map.of(), reactor));
        assertEquals(Errno.EINVAL, unread.errno());
        assertEquals("kubeconfig " + broken + ": it is no kubeconfig", unread.getMessage());
    }
}
