package fluxj.coral2.dws.apiserver;

import static fluxj.coral2.dws.apiserver.ApiServerRun.DWS;
import static fluxj.coral2.dws.apiserver.ApiServerRun.WORKFLOWS;
import static fluxj.coral2.dws.apiserver.ApiServerRun.workflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.json.JsonObject;
import fluxj.json.JsonPath;
import fluxj.json.JsonValue;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Pattern;

/// The API as its clients see it (spec coral2 4.4, 4.6, 8).
class ApiServerTest {
    private static final String JOBDW = "#DW jobdw type=xfs capacity=10GiB name=p1";

    private final ApiServerRun api = new ApiServerRun();

    @AfterEach
    void stop() {
        api.close();
    }

    private static String text(JsonObject object, String path) {
        return JsonPath.get(object, path)
                .map(
                        value ->
                                value instanceof JsonValue.Text(String text)
                                        ? text
                                        : value.toString())
                .orElse("");
    }

    private static String message(HttpResponse<String> refused) {
        return text(JsonObject.parse(refused.body()), "message");
    }

    private static List<String> names(JsonObject list) {
        return list.array("items").orElseThrow().items().stream()
                .map(item -> text((JsonObject) item, "metadata.name"))
                .toList();
    }

    @Test
    void aNewWorkflowHasItsStatusFromTheFirstMoment() {
        HttpResponse<String> made = api.post(WORKFLOWS, workflow("fluxjob-1", JOBDW));
        assertEquals(201, made.statusCode());
        JsonObject first =
                api.watch(WORKFLOWS + "?watch=True&timeoutSeconds=1&resourceVersion=0")
                        .findFirst()
                        .orElseThrow();
        assertEquals("ADDED", text(first, "type"));
        assertEquals("false", text(first, "object.status.ready"));
        assertEquals("fluxjob-1", text(first, "object.status.env.DW_WORKFLOW_NAME"));
        assertEquals("false", text(first, "object.spec.forceReady"));
        assertEquals("dataworkflowservices.github.io/v1alpha7", text(first, "object.apiVersion"));
        assertFalse(text(first, "object.metadata.uid").isEmpty());
    }

    @Test
    void allVersionsOfAGroupShowTheSameObjects() {
        api.post(WORKFLOWS, workflow("fluxjob-1"));
        JsonObject old = api.json(WORKFLOWS.replace("v1alpha7", "v1alpha6") + "/fluxjob-1");
        assertEquals("dataworkflowservices.github.io/v1alpha6", text(old, "apiVersion"));
        assertEquals(404, api.get(WORKFLOWS.replace("v1alpha7", "v1alpha5")).statusCode());
    }

    @Test
    void refusalsSayWhyInTheWebhooksWords() {
        String hook = "admission webhook \"vworkflow.kb.io\" denied the request: ";
        HttpResponse<String> bad = api.post(WORKFLOWS, workflow("fluxjob-1", "#DW foo_test"));
        assertEquals(403, bad.statusCode());
        assertEquals(hook + "invalid directive '#DW foo_test'", message(bad));
        api.post(WORKFLOWS, workflow("fluxjob-1", JOBDW));
        HttpResponse<String> twice = api.post(WORKFLOWS, workflow("fluxjob-1", JOBDW));
        assertEquals(409, twice.statusCode());
        assertEquals(
                "workflows.dataworkflowservices.github.io \"fluxjob-1\" already exists",
                message(twice));
        String path = WORKFLOWS + "/fluxjob-1";
        assertEquals(
                200,
                api.merge(path, "{\"status\":{\"state\":\"Proposal\",\"ready\":false}}")
                        .statusCode());
        assertTrue(
                message(api.merge(path, "{\"spec\":{\"desiredState\":\"Setup\"}}"))
                        .endsWith("current desired state not yet achieved"));
        assertTrue(
                message(api.merge(path, "{\"spec\":{\"desiredState\":\"PreRun\"}}"))
                        .endsWith("states cannot be skipped"));
        assertTrue(
                message(api.merge(path, "{\"spec\":{\"userID\":7}}"))
                        .endsWith("field is immutable"));
        api.merge(path, "{\"status\":{\"ready\":true}}");
        assertEquals(200, api.merge(path, "{\"spec\":{\"desiredState\":\"Setup\"}}").statusCode());
        api.merge(path, "{\"status\":{\"state\":\"Setup\"}}");
        assertTrue(
                message(api.merge(path, "{\"spec\":{\"desiredState\":\"Proposal\"}}"))
                        .endsWith("DesiredState cannot progress backwards"));
        assertEquals(
                200, api.merge(path, "{\"spec\":{\"desiredState\":\"Teardown\"}}").statusCode());
    }

    @Test
    void whatIsDeletedStaysUntilItsFinalizersAreGone() {
        String path = WORKFLOWS + "/fluxjob-1";
        api.post(WORKFLOWS, workflow("fluxjob-1"));
        assertEquals(200, api.delete(path).statusCode());
        assertFalse(text(api.json(path), "metadata.deletionTimestamp").isEmpty());
        HttpResponse<String> more =
                api.merge(path, "{\"metadata\":{\"finalizers\":[\"a/b\",\"c/d\"]}}");
        assertEquals(422, more.statusCode());
        assertEquals(200, api.merge(path, "{\"metadata\":{\"finalizers\":[]}}").statusCode());
        HttpResponse<String> gone = api.get(path);
        assertEquals(404, gone.statusCode());
        assertEquals(
                "workflows.dataworkflowservices.github.io \"fluxjob-1\" not found", message(gone));
    }

    @Test
    void whoeverIsSlowerIsToldSo() {
        String path = WORKFLOWS + "/fluxjob-1";
        api.post(WORKFLOWS, workflow("fluxjob-1"));
        String version = text(api.json(path), "metadata.resourceVersion");
        api.merge(path, "{\"metadata\":{\"labels\":{\"a\":\"b\"}}}");
        HttpResponse<String> late =
                api.merge(
                        path,
                        "{\"metadata\":{\"resourceVersion\":\""
                                + version
                                + "\",\"labels\":{\"a\":\"c\"}}}");
        assertEquals(409, late.statusCode());
        assertTrue(message(late).contains("the object has been modified"));
        String same = text(api.json(path), "metadata.resourceVersion");
        api.merge(path, "{\"metadata\":{\"labels\":{\"a\":\"b\"}}}");
        assertEquals(same, text(api.json(path), "metadata.resourceVersion"));
        JsonObject whole = JsonObject.parse(api.get(path).body());
        assertEquals(200, api.put(path, whole.toString()).statusCode());
        assertEquals(
                422,
                api.put(path, JsonPath.remove(whole, "metadata.resourceVersion").toString())
                        .statusCode());
    }

    @Test
    void statusIsApartForKindsThatHaveItSo() {
        String storages = DWS + "/namespaces/default/storages";
        String body =
                "{\"metadata\":{\"name\":\"r0\"},\"spec\":{},\"status\":{\"capacity\":5,"
                        + "\"status\":\"Ready\"}}";
        assertEquals(201, api.post(storages, body).statusCode());
        assertEquals("", text(api.json(storages + "/r0"), "status.capacity"));
        assertEquals("Enabled", text(api.json(storages + "/r0"), "spec.state"));
        api.merge(storages + "/r0", "{\"status\":{\"capacity\":7}}");
        assertEquals("", text(api.json(storages + "/r0"), "status.capacity"));
        api.merge(
                storages + "/r0/status",
                "{\"status\":{\"capacity\":7},\"spec\":{\"state\":\"Disabled\"}}");
        assertEquals("7", text(api.json(storages + "/r0"), "status.capacity"));
        assertEquals("Enabled", text(api.json(storages + "/r0"), "spec.state"));
        assertEquals(404, api.merge(WORKFLOWS + "/x/status", "{}").statusCode());
        assertEquals(
                "Storage.dataworkflowservices.github.io \"r0\" is invalid: spec.state: Unsupported"
                        + " value: \"Off\": supported values: \"Enabled\", \"Disabled\"",
                message(api.merge(storages + "/r0", "{\"spec\":{\"state\":\"Off\"}}")));
    }

    @Test
    void patchesOfOtherTypesAreRefusedForOurKinds() {
        String path = WORKFLOWS + "/fluxjob-1";
        api.post(WORKFLOWS, workflow("fluxjob-1"));
        assertEquals(
                415, api.patch(path, "application/strategic-merge-patch+json", "{}").statusCode());
        HttpResponse<String> patched =
                api.patch(
                        path,
                        "application/json-patch+json",
                        "[{\"op\":\"add\",\"path\":\"/metadata/labels\",\"value\":{\"a\":\"b\"}}]");
        assertEquals("b", text(JsonObject.parse(patched.body()), "metadata.labels.a"));
    }

    @Test
    void listsComeInPartsAndByLabelsWithBlanksInThem() {
        for (int i = 0; i < 5; i++) {
            api.post(WORKFLOWS, workflow("fluxjob-" + i));
        }
        api.merge(WORKFLOWS + "/fluxjob-3", "{\"metadata\":{\"labels\":{\"a/b\":\"c\"}}}");
        assertEquals(
                List.of("fluxjob-3"),
                names(api.json(WORKFLOWS + "?labelSelector=a%2Fb%3D%0A++++++c")));
        assertEquals(
                List.of("fluxjob-2"),
                names(api.json(DWS + "/workflows?fieldSelector=metadata.name%3Dfluxjob-2")));
        JsonObject first = api.json(WORKFLOWS + "?limit=3");
        assertEquals(List.of("fluxjob-0", "fluxjob-1", "fluxjob-2"), names(first));
        assertEquals("2", text(first, "metadata.remainingItemCount"));
        JsonObject rest =
                api.json(WORKFLOWS + "?limit=3&continue=" + text(first, "metadata.continue"));
        assertEquals(List.of("fluxjob-3", "fluxjob-4"), names(rest));
        assertEquals("", text(rest, "metadata.continue"));
        assertEquals(400, api.get(WORKFLOWS + "?continue=zzz").statusCode());
    }

    @Test
    void aWatchGoesOnFromTheVersionOfAList() {
        api.post(WORKFLOWS, workflow("fluxjob-1"));
        String version = text(api.json(WORKFLOWS), "metadata.resourceVersion");
        Iterator<JsonObject> events =
                api.watch(WORKFLOWS + "?watch=1&resourceVersion=" + version).iterator();
        api.post(WORKFLOWS, workflow("fluxjob-2"));
        assertEquals("fluxjob-2", text(events.next(), "object.metadata.name"));
        api.merge(WORKFLOWS + "/fluxjob-1", "{\"metadata\":{\"finalizers\":null}}");
        assertEquals("MODIFIED", text(events.next(), "type"));
        api.delete(WORKFLOWS + "/fluxjob-1");
        JsonObject last = events.next();
        assertEquals("DELETED", text(last, "type"));
        assertEquals("fluxjob-1", text(last, "object.metadata.name"));
    }

    @Test
    void aWatchThroughLabelsSeesObjectsComeAndGo() {
        api.post(WORKFLOWS, workflow("fluxjob-1"));
        Iterator<JsonObject> events =
                api.watch(WORKFLOWS + "?watch=1&labelSelector=a%3Db&resourceVersion=0").iterator();
        String path = WORKFLOWS + "/fluxjob-1";
        api.merge(path, "{\"metadata\":{\"labels\":{\"a\":\"b\"}}}");
        assertEquals("ADDED", text(events.next(), "type"));
        api.merge(path, "{\"metadata\":{\"labels\":{\"a\":\"z\"}}}");
        assertEquals("DELETED", text(events.next(), "type"));
    }

    @Test
    void aVersionFromTooLongAgoIsGone() {
        api.post(WORKFLOWS, workflow("fluxjob-1"));
        api.post(WORKFLOWS, workflow("fluxjob-2"));
        api.on(
                _ -> {
                    api.store().compact();
                    return 0;
                });
        JsonObject event =
                api.watch(WORKFLOWS + "?watch=1&resourceVersion=2").findFirst().orElseThrow();
        assertEquals("ERROR", text(event, "type"));
        assertEquals("410", text(event, "object.code"));
        assertEquals("Expired", text(event, "object.reason"));
    }

    @Test
    void aSlowWatcherIsCutOffAndALongBeginningIsNot() throws IOException {
        String filler = "x".repeat(1_000_000);
        for (int i = 0; i < 12; i++) {
            api.post(WORKFLOWS, workflow("fluxjob-" + i));
            api.merge(
                    WORKFLOWS + "/fluxjob-" + i,
                    "{\"metadata\":{\"annotations\":{\"filler\":\"" + filler + "\"}}}");
        }
        URI uri = URI.create(api.url());
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            socket.setReceiveBufferSize(1 << 16);
            String request = "GET " + WORKFLOWS + "?watch=1 HTTP/1.1\r\nHost: x\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            BufferedReader lines =
                    new BufferedReader(
                            new InputStreamReader(
                                    socket.getInputStream(), StandardCharsets.US_ASCII));
            int seen = 0;
            while (seen < 12) {
                seen += String.valueOf(lines.readLine()).contains("\"ADDED\"") ? 1 : 0;
            }
            for (int i = 0; i < 40; i++) {
                api.merge(
                        WORKFLOWS + "/fluxjob-0",
                        "{\"metadata\":{\"labels\":{\"n\":\"" + i + "\"}}}");
            }
            int more = 0;
            String line = "";
            while (line != null) {
                line = readOrEnd(lines);
                more += String.valueOf(line).contains("\"MODIFIED\"") ? 1 : 0;
            }
            assertTrue(more < 40, "it saw " + more);
        }
    }

    /// Null at the end, in good order or not.
    private static @Nullable String readOrEnd(BufferedReader lines) {
        try {
            return lines.readLine();
        } catch (IOException e) {
            return null;
        }
    }

    @Test
    void aTableHasTheColumnsOfItsKind() {
        api.post(WORKFLOWS, workflow("fluxjob-1"));
        JsonObject table =
                JsonObject.parse(
                        api.send(
                                        HttpRequest.newBuilder(URI.create(api.url() + WORKFLOWS))
                                                .header(
                                                        "Accept",
                                                        "application/json;as=Table;v=v1;g=meta.k8s.io"))
                                .body());
        assertEquals("Table", text(table, "kind"));
        JsonObject row = (JsonObject) table.array("rows").orElseThrow().items().getFirst();
        assertTrue(
                row.array("cells")
                        .orElseThrow()
                        .toString()
                        .startsWith("[\"fluxjob-1\",null,false,null,\"fABC\""));
    }

    @Test
    void faultsAreDoneAsOftenAsToldAndNotToTheExemptObject() {
        ApiFault refused =
                new ApiFault(
                        Pattern.compile("workflows"),
                        new ApiFault.Refused(500, "InternalError", "etcdserver: request timed out"),
                        1);
        api.on(
                server -> {
                    server.fail(List.of(refused));
                    return 0;
                });
        assertEquals(500, api.get(WORKFLOWS).statusCode());
        assertEquals(200, api.get(WORKFLOWS).statusCode());
        api.on(
                server -> {
                    server.fail(
                            List.of(new ApiFault(Pattern.compile(".*"), new ApiFault.Cut(), 0)));
                    return 0;
                });
        assertThrows(AssertionError.class, () -> api.get(WORKFLOWS));
        String exempt = "/api/v1/namespaces/default/configmaps/rabbit-sim";
        assertEquals(404, api.get(exempt).statusCode());
        Duration delay = Duration.ofMillis(300);
        api.on(
                server -> {
                    server.fail(
                            List.of(
                                    new ApiFault(
                                            Pattern.compile(".*"), new ApiFault.Slow(delay), 0)));
                    return 0;
                });
        long start = System.nanoTime();
        assertEquals(200, api.get(WORKFLOWS).statusCode());
        assertTrue(System.nanoTime() - start >= delay.toNanos());
    }

    @Test
    void requestsAreCountedByKindAndVerb() {
        api.get(WORKFLOWS + "/fluxjob-1");
        api.get(WORKFLOWS);
        api.post(WORKFLOWS, workflow("fluxjob-1", JOBDW));
        assertEquals(
                """
                # TYPE apiserver_request_total counter
                apiserver_request_total{resource="workflows",verb="GET"} 1
                apiserver_request_total{resource="workflows",verb="LIST"} 1
                apiserver_request_total{resource="workflows",verb="POST"} 1
                """,
                api.get("/metrics").body());
    }

    @Test
    void whatIsNoRequestIsRefused() {
        assertEquals(404, api.get("/apis/example.com/v1/things").statusCode());
        assertEquals(400, api.post(WORKFLOWS, "{").statusCode());
        assertEquals(400, api.post(WORKFLOWS, "[]").statusCode());
        assertEquals(422, api.post(WORKFLOWS, "{\"spec\":{}}").statusCode());
        assertEquals(400, api.get(WORKFLOWS + "?watch=1&resourceVersion=x").statusCode());
        assertEquals(
                404,
                api.post(
                                WORKFLOWS.replace("default", "nowhere"),
                                workflow("x").replace("\"default\"", "\"nowhere\""))
                        .statusCode());
        assertEquals(405, api.delete(WORKFLOWS).statusCode());
        assertEquals(
                415,
                api.patch(WORKFLOWS + "/x", "application/vnd.kubernetes.protobuf", "k8s")
                        .statusCode());
    }
}
