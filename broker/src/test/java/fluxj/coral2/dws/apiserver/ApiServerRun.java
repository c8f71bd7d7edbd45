package fluxj.coral2.dws.apiserver;

import fluxj.coral2.dws.apiserver.store.ObjectStore;
import fluxj.json.JsonObject;
import fluxj.reactor.netty.NettyReactor;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Stream;

/// An API server on a reactor of its own, and a client of it.
final class ApiServerRun implements AutoCloseable {
    static final String DWS = "/apis/dataworkflowservices.github.io/v1alpha7";
    static final String WORKFLOWS = DWS + "/namespaces/default/workflows";
    private static final int SECONDS = 20;

    private final CompletableFuture<Throwable> fault = new CompletableFuture<>();
    private final NettyReactor reactor = new NettyReactor("test-api", fault::complete);
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ObjectStore store;
    private final ApiServer server;

    ApiServerRun() {
        store = new ObjectStore(() -> System.currentTimeMillis() * 1000, reactor.random());
        CompletableFuture<ApiServer> listening = new CompletableFuture<>();
        reactor.post(
                () ->
                        ApiServer.listen(reactor, store, 0, "configmaps/rabbit-sim")
                                .then(listening::complete, listening::completeExceptionally));
        server = join(listening);
    }

    private static <T> T join(CompletableFuture<T> future) {
        try {
            return future.get(SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    /// Does something on the server's reactor.
    <T> T on(Function<ApiServer, T> work) {
        CompletableFuture<T> done = new CompletableFuture<>();
        reactor.post(
                () -> {
                    try {
                        done.complete(work.apply(server));
                    } catch (RuntimeException e) {
                        done.completeExceptionally(e);
                    }
                });
        return join(done);
    }

    ObjectStore store() {
        return store;
    }

    String url() {
        return on(ApiServer::url);
    }

    private HttpRequest.Builder request(String target) {
        return HttpRequest.newBuilder(URI.create(url() + target))
                .timeout(Duration.ofSeconds(SECONDS));
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    HttpResponse<String> get(String target) {
        return send(request(target));
    }

    JsonObject json(String target) {
        return JsonObject.parse(get(target).body());
    }

    HttpResponse<String> post(String target, String body) {
        return send(
                request(target)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body)));
    }

    HttpResponse<String> patch(String target, String type, String body) {
        return send(
                request(target)
                        .header("Content-Type", type)
                        .method("PATCH", BodyPublishers.ofString(body)));
    }

    HttpResponse<String> merge(String target, String body) {
        return patch(target, "application/merge-patch+json", body);
    }

    HttpResponse<String> put(String target, String body) {
        return send(
                request(target)
                        .header("Content-Type", "application/json")
                        .PUT(BodyPublishers.ofString(body)));
    }

    HttpResponse<String> delete(String target) {
        return send(request(target).DELETE());
    }

    /// The lines of a watch as they come.
    Stream<JsonObject> watch(String target) {
        try {
            return client.send(request(target).build(), BodyHandlers.ofLines())
                    .body()
                    .map(JsonObject::parse);
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /// A workflow as the service makes it.
    static String workflow(String name, String... directives) {
        StringBuilder list = new StringBuilder();
        for (String directive : directives) {
            list.append(list.isEmpty() ? "" : ",").append('"').append(directive).append('"');
        }
        return """
        {"kind": "Workflow", "apiVersion": "dataworkflowservices.github.io/v1alpha7",
         "spec": {"desiredState": "Proposal", "dwDirectives": [%s], "jobID": "fABC",
                  "userID": 1000, "groupID": 1000, "wlmID": "flux"},
         "metadata": {"name": "%s", "namespace": "default",
                      "finalizers": ["flux-framework.readthedocs.io/workflow"]}}
        """
                .formatted(list, name);
    }

    /// Fails when the server had a bug.
    @Override
    public void close() {
        on(
                running -> {
                    running.close();
                    return running;
                });
        client.close();
        reactor.close();
        if (fault.isDone()) {
            throw new AssertionError(join(fault));
        }
    }
}
