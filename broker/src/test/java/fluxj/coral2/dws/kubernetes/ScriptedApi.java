package fluxj.coral2.dws.kubernetes;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;

/// An API on loopback that gives the answers it was told, one a request, in order; streams have
/// answers of their own.
final class ScriptedApi implements AutoCloseable {
    /// What a request gets.
    ///
    /// @param cut true when the connection ends before the body does
    private record Answer(int code, String body, boolean cut) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
    private final BlockingQueue<Answer> streams = new LinkedBlockingQueue<>();
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private final List<String> credentials = Collections.synchronizedList(new ArrayList<>());

    ScriptedApi() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    ScriptedApi answer(int code, String body) {
        answers.add(new Answer(code, body, false));
        return this;
    }

    ScriptedApi stream(String body) {
        streams.add(new Answer(200, body, false));
        return this;
    }

    ScriptedApi breakOff(String body) {
        streams.add(new Answer(200, body, true));
        return this;
    }

    /// The three lists by which the version of the API is found out.
    ScriptedApi answerProbes() {
        return answer(200, "{}").answer(200, "{}").answer(200, "{}");
    }

    Path kubeconfig(Path folder) throws IOException {
        String text =
                """
                apiVersion: v1
                kind: Config
                current-context: c
                clusters: [{name: c, cluster: {server: "http://127.0.0.1:%d"}}]
                contexts: [{name: c, context: {cluster: c, user: u}}]
                users: [{name: u, user: {token: secret}}]
                """;
        return Files.writeString(
                folder.resolve("kubeconfig"), text.formatted(server.getAddress().getPort()));
    }

    List<String> requests() {
        return List.copyOf(requests);
    }

    /// The Authorization of each request.
    List<String> credentials() {
        return List.copyOf(credentials);
    }

    private void handle(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String line = exchange.getRequestMethod() + " " + exchange.getRequestURI();
        String type = exchange.getRequestHeaders().getFirst("Content-Type");
        credentials.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
        requests.add(body.isEmpty() ? line : line + " " + type + " " + body);
        Answer answer;
        try {
            answer = (line.contains("watch=true") ? streams : answers).take();
        } catch (InterruptedException e) {
            exchange.close();
            return;
        }
        byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.code(), answer.cut() ? bytes.length + 1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
            exchange.getResponseBody().flush();
        }
        exchange.close();
    }

    @Override
    public void close() {
        threads.shutdownNow();
        server.stop(0);
    }
}
