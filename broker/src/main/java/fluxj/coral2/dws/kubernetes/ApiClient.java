package fluxj.coral2.dws.kubernetes;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonObject;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.reactor.Reactor;
import fluxj.reactor.Timer;

import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/// Requests to the API: so many at once, so many that wait, each with a time limit. Answers are
/// taken apart on the HTTP client's threads and handed over on the reactor.
final class ApiClient implements AutoCloseable {
    private static final int AT_ONCE = 32;
    private static final int WAITING = 65_536;
    private static final int UNAUTHORIZED = 401;

    private final HttpClient http;
    private final String root;
    private final FreshToken token;
    private final Reactor reactor;
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private int running;
    private boolean closed;

    /// @param root address of the API, without a slash at its end
    ApiClient(HttpClient http, String root, FreshToken token, Reactor reactor) {
        this.http = http;
        this.root = root;
        this.token = token;
        this.reactor = reactor;
    }

    Promise<JsonObject> json(ApiRequest request) {
        return send(request, body -> JsonObject.parse(body, 0, body.length));
    }

    Promise<String> text(ApiRequest request) {
        return send(request, body -> new String(body, StandardCharsets.UTF_8));
    }

    private <T> Promise<T> send(ApiRequest request, Function<byte[], T> read) {
        if (closed) {
            return Promise.failed(new FluxException(Errno.ECANCELED, "Kubernetes: closed"));
        }
        if (waiting.size() >= WAITING) {
            return Promise.failed(
                    new FluxException(Errno.ENOBUFS, "Kubernetes: too many requests wait"));
        }
        Deferred<T> result = new Deferred<>();
        startSoon(
                () ->
                        start(
                                request,
                                read,
                                result,
                                refusal -> startAgain(request, read, result, refusal)));
        return result;
    }

    private void startSoon(Runnable start) {
        if (running < AT_ONCE) {
            start.run();
        } else {
            waiting.add(start);
        }
    }

    private <T> void startAgain(
            ApiRequest request,
            Function<byte[], T> read,
            Deferred<T> result,
            FluxException refusal) {
        token.reread()
                .then(
                        another -> {
                            if (another && !closed) {
                                startSoon(() -> start(request, read, result, result::fail));
                            } else {
                                result.fail(token.explained(refusal));
                            }
                        },
                        result::fail);
    }

    /// @param onUnauthorized what is done when the API does not know who asks
    private <T> void start(
            ApiRequest request,
            Function<byte[], T> read,
            Deferred<T> result,
            Consumer<FluxException> onUnauthorized) {
        running++;
        token.use();
        CompletableFuture<HttpResponse<byte[]>> answer =
                http.sendAsync(built(request), byte[].class);
        Timer limit =
                reactor.after(
                        ApiRequest.LIMIT,
                        () -> {
                            result.fail(ApiFailure.timeout());
                            answer.cancel(true);
                        });
        answer.thenApply(response -> read.apply(checked(request, response)))
                .whenComplete(
                        (value, failure) ->
                                reactor.post(
                                        () -> {
                                            limit.cancel();
                                            next();
                                            if (failure == null) {
                                                result.complete(value);
                                            } else if (isUnauthorized(answer)) {
                                                onUnauthorized.accept(ApiFailure.of(failure));
                                            } else {
                                                result.fail(ApiFailure.of(failure));
                                            }
                                        }));
    }

    private void next() {
        running--;
        Runnable start = waiting.poll();
        if (start != null) {
            start.run();
        }
    }

    private static boolean isUnauthorized(CompletableFuture<HttpResponse<byte[]>> answer) {
        return answer.state() == Future.State.SUCCESS && answer.resultNow().code() == UNAUTHORIZED;
    }

    private static byte[] checked(ApiRequest request, HttpResponse<byte[]> response) {
        byte[] body = response.body() == null ? new byte[0] : response.body();
        if (!response.isSuccessful()) {
            throw ApiFailure.of(response.code(), body, request.creates());
        }
        return body;
    }

    private HttpRequest built(ApiRequest request) {
        HttpRequest.Builder builder =
                http.newHttpRequestBuilder()
                        .uri(root + request.path())
                        .timeout(ApiRequest.LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        builder.setHeader("Accept", "application/json, */*;q=0.5");
        if (!request.method().equals("GET")) {
            builder.method(
                    request.method(),
                    request.contentType().isEmpty() ? null : request.contentType(),
                    request.body().isEmpty() ? null : request.body());
        }
        return builder.build();
    }

    /// Opens a stream of events.
    void stream(ApiRequest request, WatchStream stream) {
        token.use();
        HttpRequest.Builder builder = http.newHttpRequestBuilder().uri(root + request.path());
        builder.setHeader("Accept", "application/json");
        stream.follow(http.consumeBytes(builder.forStreaming().build(), stream));
    }

    @Override
    public void close() {
        closed = true;
        waiting.clear();
        http.close();
    }
}
