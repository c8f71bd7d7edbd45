package fluxj.coral2.dws.apiserver;

import static fluxj.coral2.dws.apiserver.ApiServerRun.DWS;
import static fluxj.coral2.dws.apiserver.ApiServerRun.WORKFLOWS;
import static fluxj.coral2.dws.apiserver.ApiServerRun.workflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import fluxj.json.JsonObject;
import fluxj.json.JsonPath;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The guide's questions, asked with the real `kubectl` (spec coral2 5.3).
class KubectlTest {
    private static final String LABEL = "dataworkflowservices.github.io/workflow.name";
    private static final int SECONDS = 60;

    private final ApiServerRun api = new ApiServerRun();

    @TempDir private Path folder;

    private record Output(int code, String out, String err) {}

    @BeforeEach
    void fill() throws IOException {
        assumeTrue(isInstalled(), "no kubectl on PATH: Debian has it in kubernetes-client");
        Kubeconfig.write(folder.resolve("config"), api.url());
        api.post(WORKFLOWS, workflow("fluxjob-1"));
        api.post("/api/v1/namespaces", "{\"metadata\":{\"name\":\"host1\"}}");
        String labels = "\"labels\":{\"" + LABEL + "\":\"fluxjob-1\"}";
        api.post(
                DWS + "/namespaces/host1/clientmounts",
                "{\"metadata\":{\"name\":\"default-fluxjob-1-0-computes\","
                        + labels
                        + "},\"spec\":{\"node\":\"host1\",\"desiredState\":\"mounted\",\"mounts\":[]}}");
        String server = DWS + "/namespaces/default/servers";
        api.post(server, "{\"metadata\":{\"name\":\"fluxjob-1-0\"," + labels + "},\"spec\":{}}");
        api.merge(
                server + "/fluxjob-1-0/status",
                "{\"status\":{\"ready\":true,\"allocationSets\":[{\"label\":\"xfs\",\"storage\":"
                        + "{\"rabbit0\":{\"allocationSize\":10737418240,\"ready\":true}}}]}}");
        api.post(
                DWS + "/namespaces/default/storages",
                "{\"metadata\":{\"name\":\"rabbit0\"},\"spec\":{}}");
    }

    @AfterEach
    void stop() {
        api.close();
    }

    private static boolean isInstalled() {
        for (String place : System.getenv().getOrDefault("PATH", "").split(":")) {
            if (Files.isExecutable(Path.of(place, "kubectl"))) {
                return true;
            }
        }
        return false;
    }

    private Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("kubectl"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("KUBECONFIG", folder.resolve("config").toString());
        builder.environment().put("HOME", folder.toString());
        builder.redirectError(folder.resolve("err").toFile());
        return builder.start();
    }

    private Output kubectl(String... arguments) {
        try {
            Process process = start(arguments);
            process.getOutputStream().close();
            String out =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(process.waitFor(SECONDS, TimeUnit.SECONDS));
            return new Output(process.exitValue(), out, Files.readString(folder.resolve("err")));
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /// A line with its columns one blank apart.
    private static String line(Output output, int number) {
        return output.out().lines().skip(number).findFirst().orElse("").replaceAll(" +", " ");
    }

    @Test
    void theConfigurationIsForItsOwnerAlone() throws IOException {
        assertEquals(
                "rw-------",
                PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(folder.resolve("config"))));
    }

    @Test
    void workflowsAreATable() {
        Output output = kubectl("get", "workflows");
        assertEquals("NAME STATE READY STATUS JOBID AGE", line(output, 0).strip(), output.err());
        assertTrue(line(output, 1).startsWith("fluxjob-1 false fABC "), output.out());
        assertEquals(
                "No resources found in host1 namespace.\n",
                kubectl("get", "workflows", "-n", "host1").err());
    }

    @Test
    void aSelectorMayGoOverTwoLines() {
        Output output = kubectl("get", "clientmounts", "-A", "-l", LABEL + "=\n      fluxjob-1");
        assertEquals(
                "NAMESPACE NAME DESIREDSTATE READY ERROR AGE",
                line(output, 0).strip(),
                output.err());
        assertTrue(
                line(output, 1).startsWith("host1 default-fluxjob-1-0-computes mounted "),
                output.out());
        assertEquals(
                "No resources found\n", kubectl("get", "clientmounts", "-A", "-l", "a=b").err());
    }

    @Test
    void allocationsAreInAList() {
        Output output = kubectl("get", "servers", "-A", "-l", LABEL + "=fluxjob-1", "-o", "json");
        JsonObject list = JsonObject.parse(output.out());
        assertEquals("List", list.text("kind").orElse(""));
        JsonObject servers = (JsonObject) list.array("items").orElseThrow().items().getFirst();
        assertEquals(
                "[{\"label\":\"xfs\",\"storage\":{\"rabbit0\":{\"allocationSize\":10737418240,"
                        + "\"ready\":true}}}]",
                JsonPath.get(servers, "status.allocationSets").orElseThrow().toString());
    }

    @Test
    void aRabbitIsDisabledByAPatch() {
        Output output =
                kubectl(
                        "patch",
                        "storage",
                        "rabbit0",
                        "--type",
                        "merge",
                        "-p",
                        "{\"spec\":{\"state\":\"Disabled\"}}");
        assertEquals(
                "storage.dataworkflowservices.github.io/rabbit0 patched\n",
                output.out(),
                output.err());
        assertTrue(line(kubectl("get", "storages"), 1).startsWith("rabbit0 Disabled "));
        assertEquals(1, kubectl("patch", "storage", "rabbit0", "-p", "{\"spec\":{}}").code());
    }

    @Test
    void describeShowsAWorkflow() {
        Output output = kubectl("describe", "workflow", "fluxjob-1");
        assertEquals(0, output.code(), output.err());
        assertTrue(output.out().contains("Desired State:  Proposal"), output.out());
        assertTrue(output.out().contains("Events:"), output.out());
    }

    @Test
    void deleteWaitsUntilTheFinalizersAreGone() {
        Output first = kubectl("delete", "workflow", "fluxjob-1", "--wait=false");
        assertEquals(
                "workflow.dataworkflowservices.github.io \"fluxjob-1\" deleted\n",
                first.out(),
                first.err());
        assertEquals(0, kubectl("get", "workflow", "fluxjob-1").code());
        api.merge(WORKFLOWS + "/fluxjob-1", "{\"metadata\":{\"finalizers\":null}}");
        assertEquals(
                "Error from server (NotFound): workflows.dataworkflowservices.github.io"
                        + " \"fluxjob-1\" not found\n",
                kubectl("get", "workflow", "fluxjob-1").err());
        api.post(
                WORKFLOWS,
                workflow("fluxjob-2").replaceAll("\"finalizers\": .*]", "\"labels\":{}"));
        assertEquals(0, kubectl("delete", "workflow", "fluxjob-2").code());
    }

    private static String next(BufferedReader lines) throws IOException {
        return String.valueOf(lines.readLine());
    }

    @Test
    void aWatchPrintsWhatChanges() throws IOException, InterruptedException {
        Process process = start("get", "workflows", "-w");
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            assertTrue(next(lines).startsWith("NAME"));
            assertTrue(next(lines).startsWith("fluxjob-1"));
            api.merge(
                    WORKFLOWS + "/fluxjob-1",
                    "{\"status\":{\"state\":\"Proposal\",\"status\":\"Completed\",\"ready\":true}}");
            assertEquals(
                    "fluxjob-1 Proposal true Completed fABC",
                    next(lines).replaceAll(" +", " ").replaceAll(" [0-9]+s *$", ""));
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void objectsAreMadeFromFiles() throws IOException {
        Path file = folder.resolve("workflow.json");
        Files.writeString(file, workflow("fluxjob-3"));
        Output output = kubectl("create", "-f", file.toString());
        assertEquals(0, output.code(), output.err());
        assertEquals("workflow.dataworkflowservices.github.io/fluxjob-3 created\n", output.out());
        Files.writeString(
                file,
                "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"faults\"}}");
        assertEquals("configmap/faults created\n", kubectl("create", "-f", file.toString()).out());
        assertEquals(
                "configmap/faults patched\n",
                kubectl("patch", "configmap", "faults", "-p", "{\"data\":{\"a\":\"b\"}}").out());
    }

    @Test
    void theKindsAreListed() {
        Output output = kubectl("api-resources", "-o", "name");
        assertTrue(
                output.out().contains("clientmounts.dataworkflowservices.github.io\n"),
                output.err());
        assertTrue(output.out().contains("nnfdatamovements.nnf.cray.hpe.com\n"));
        assertTrue(kubectl("version").out().contains("v1.32.0"));
    }

    @Test
    void theKindsAreDefined() {
        Output output = kubectl("get", "crd");
        assertEquals("NAME CREATED AT", line(output, 0).strip(), output.err());
        assertTrue(output.out().contains("workflows.dataworkflowservices.github.io "));
        String workflows = "crd/workflows.dataworkflowservices.github.io";
        assertEquals(0, kubectl("wait", "--for=condition=established", workflows).code());
        assertEquals(
                "Error from server (MethodNotAllowed): the server does not allow this method on the"
                        + " requested resource\n",
                kubectl("delete", workflows).err());
        String needed = "{.spec.versions[0].schema.openAPIV3Schema.properties.spec.required}";
        assertTrue(kubectl("get", workflows, "-o", "jsonpath=" + needed).out().contains("wlmID"));
    }

    @Test
    void fieldsAreExplained() {
        Output output = kubectl("explain", "storages.spec.state");
        assertTrue(output.out().contains("    Enabled\n    Disabled\n"), output.err());
        assertTrue(
                kubectl("explain", "workflow.spec").out().contains("wlmID\t<string> -required-"));
    }

    @Test
    void everythingIsAllowed() {
        Output output = kubectl("auth", "can-i", "patch", "storages");
        assertEquals("yes\n", output.out(), output.err());
        assertTrue(kubectl("auth", "can-i", "--list").out().contains("*.*"));
        assertTrue(kubectl("auth", "whoami").out().contains("rabbit-sim"));
    }

    @Test
    void namespacesAreActive() {
        assertTrue(line(kubectl("get", "namespaces"), 1).startsWith("default Active "));
    }

    @Test
    void aTrialChangesNothing() throws IOException {
        String before = kubectl("get", "workflows,storages", "-o", "json").out();
        assertEquals(
                "workflow.dataworkflowservices.github.io \"fluxjob-1\" deleted (server dry run)\n",
                kubectl("delete", "workflow", "--all", "--dry-run=server").out());
        Output patched =
                kubectl(
                        "patch",
                        "storage",
                        "rabbit0",
                        "--type=merge",
                        "--dry-run=server",
                        "-p",
                        "{\"spec\":{\"state\":\"Disabled\"}}",
                        "-o",
                        "jsonpath={.spec.state}");
        assertEquals("Disabled", patched.out(), patched.err());
        Path file = folder.resolve("storage.json");
        Files.writeString(
                file,
                """
                {"apiVersion": "dataworkflowservices.github.io/v1alpha7", "kind": "Storage",
                 "metadata": {"name": "rabbit1"}, "spec": {}}
                """);
        Output output = kubectl("create", "-f", file.toString(), "--dry-run=server");
        assertEquals(
                "storage.dataworkflowservices.github.io/rabbit1 created (server dry run)\n",
                output.out(),
                output.err());
        assertEquals(before, kubectl("get", "workflows,storages", "-o", "json").out());
    }

    @Test
    void unknownFieldsAreNotKept() throws IOException {
        Output output =
                kubectl(
                        "patch",
                        "storage",
                        "rabbit0",
                        "--type=merge",
                        "-p",
                        "{\"spec\":{\"sate\":\"Disabled\"}}");
        assertEquals("Warning: unknown field \"spec.sate\"\n", output.err());
        assertEquals(
                "{\"mode\":\"Live\",\"state\":\"Enabled\"}",
                kubectl("get", "storage", "rabbit0", "-o", "jsonpath={.spec}").out());
        Path file = folder.resolve("storage.json");
        Files.writeString(
                file,
                """
                {"apiVersion": "dataworkflowservices.github.io/v1alpha7", "kind": "Storage",
                 "metadata": {"name": "rabbit1"}, "spec": {"sate": "Disabled"}}
                """);
        assertEquals(
                "Storage in version \"v1alpha7\" cannot be handled as a Storage: strict decoding"
                        + " error: unknown field \"spec.sate\"\n",
                kubectl("create", "-f", file.toString()).err().replaceAll("^.*json\": ", ""));
    }

    @Test
    void whatIsMissingIsFilledInAgain() {
        Output output =
                kubectl(
                        "patch",
                        "storage",
                        "rabbit0",
                        "--type=json",
                        "-p",
                        "[{\"op\":\"remove\",\"path\":\"/spec/mode\"}]");
        assertEquals(0, output.code(), output.err());
        assertEquals(
                "Live", kubectl("get", "storage", "rabbit0", "-o", "jsonpath={.spec.mode}").out());
    }
}
