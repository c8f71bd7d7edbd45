package fluxj.coral2.dws.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import fluxj.client.ClientReactor;
import fluxj.errors.FluxException;
import fluxj.json.JsonObject;
import fluxj.reactor.Promise;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class KubernetesAccessTest {
    private static final ObjectName POD = ObjectName.of("a");

    @TempDir private Path folder;
    private final ClientReactor reactor = new ClientReactor();
    private ScriptedApi api;

    @BeforeEach
    void start() throws IOException {
        api = new ScriptedApi();
    }

    @AfterEach
    void close() {
        api.close();
        reactor.close();
    }

    private Kubernetes open(Path kubeconfig) {
        return KubernetesAccess.by(Optional.of(kubeconfig)).open(Map.of(), reactor);
    }

    private Path rewritten(String from, String to) throws IOException {
        Path file = api.kubeconfig(folder);
        return Files.writeString(file, Files.readString(file).replace(from, to));
    }

    private void get(Kubernetes kubernetes) {
        Promise<JsonObject> pod = kubernetes.get(Kind.POD, POD);
        reactor.runUntil(pod::isDone);
        pod.then(
                _ -> {},
                error -> {
                    throw error;
                });
    }

    @ParameterizedTest
    @CsvSource({
        "'',current-context is not set",
        "'{{{',it is no kubeconfig",
        "'a: &a [1]\n\0',it is no kubeconfig",
        "hello,it is no kubeconfig",
        "'contexts: [null]\nclusters: [null]\nusers: [null]',current-context is not set",
        "'current-context: a\ncontexts: [{name: a}]',there is no context a",
        "'current-context: a\ncontexts: [{name: a, context: {cluster: c}}]',"
                + "there is no cluster c"
    })
    void whatIsWrongIsSaidInALine(String text, String why) throws IOException {
        Path file = Files.writeString(folder.resolve("k"), text);
        FluxException error = assertThrows(FluxException.class, () -> open(file));
        assertEquals("kubeconfig " + file + ": " + why, error.getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        "'token: secret','exec: {apiVersion: client.authentication.k8s.io/v1, command: /bin/false}',"
                + "plugin /bin/false gave no credentials",
        "http://127.0.0.1,foo://a,server foo://a:PORT is no URL of HTTP or HTTPS"
    })
    void soIsAServerOrAPluginThatIsNoGood(String from, String to, String why) throws IOException {
        Path file = rewritten(from, to);
        String port = Files.readString(file).replaceAll("(?s).*:(\\d{2,}).*", "$1");
        FluxException error = assertThrows(FluxException.class, () -> open(file));
        assertEquals("kubeconfig " + file + ": " + why.replace("PORT", port), error.getMessage());
    }

    @Test
    void aFolderOrAHugeFileIsNoKubeconfig() throws IOException {
        assertEquals(
                "kubeconfig " + folder + ": Is a directory",
                assertThrows(FluxException.class, () -> open(folder)).getMessage());
        Path huge = Files.write(folder.resolve("k"), new byte[1024 * 1024 + 1]);
        assertEquals(
                "kubeconfig " + huge + ": File too large",
                assertThrows(FluxException.class, () -> open(huge)).getMessage());
    }

    @Test
    void pathsAreRelativeToTheFile() throws IOException {
        Files.writeString(folder.resolve("t"), "from a file\n");
        api.answer(200, "{}");
        try (Kubernetes kubernetes = open(rewritten("token: secret", "tokenFile: t"))) {
            get(kubernetes);
        }
        assertEquals(List.of("Bearer from a file"), api.credentials());
    }

    @Test
    void aTokenThatIsNotTakenAnyLongerIsReadAgain() throws IOException {
        try (Kubernetes kubernetes = open(api.kubeconfig(folder))) {
            api.answer(200, "{}");
            get(kubernetes);
            rewritten("secret", "another");
            api.answer(401, "").answer(401, "").answer(200, "{}");
            get(kubernetes);
        }
        assertEquals("Bearer another", api.credentials().getLast());
    }

    @Test
    void aKubeconfigThatIsBrokenMeanwhileIsNamedWhenItIsWanted() throws IOException {
        Path file = api.kubeconfig(folder);
        try (Kubernetes kubernetes = open(file)) {
            Files.writeString(file, "{{{");
            api.answer(200, "{}");
            get(kubernetes);
            api.answer(401, "").answer(401, "");
            FluxException error = assertThrows(FluxException.class, () -> get(kubernetes));
            assertEquals(
                    "HTTP 401: (kubeconfig " + file + ": it is no kubeconfig)", error.getMessage());
        }
    }

    @Test
    void theProxyOfTheKubeconfigIsUsed() throws IOException {
        api.answer(200, "{}");
        Path file = api.kubeconfig(folder);
        String direct = Files.readString(file).replaceAll("(?s).*server: (\"[^\"]*\").*", "$1");
        rewritten("server: " + direct, "server: \"http://kube.invalid\", proxy-url: " + direct);
        try (Kubernetes kubernetes = open(file)) {
            get(kubernetes);
        }
        assertEquals(
                List.of("GET http://kube.invalid/api/v1/namespaces/default/pods/a"),
                api.requests());
    }

    @Test
    void otherwiseTheEnvironmentsIsUnlessItExcludesTheServer() throws IOException {
        Path file = api.kubeconfig(folder);
        String direct = Files.readString(file).replaceAll("(?s).*server: \"([^\"]*)\".*", "$1");
        rewritten(direct, "http://kube.invalid");
        KubernetesAccess access = KubernetesAccess.by(Optional.of(file));
        api.answer(200, "{}");
        String proxy = direct.replace("http://", "");
        try (Kubernetes kubernetes = access.open(Map.of("HTTP_PROXY", proxy), reactor)) {
            get(kubernetes);
        }
        Map<String, String> excluded =
                Map.of("http_proxy", proxy, "no_proxy", "example.org, kube.invalid");
        try (Kubernetes kubernetes = access.open(excluded, reactor)) {
            FluxException error = assertThrows(FluxException.class, () -> get(kubernetes));
            assertEquals("Kubernetes: Name or service not known", error.getMessage());
        }
        assertEquals(1, api.requests().size());
    }
}
