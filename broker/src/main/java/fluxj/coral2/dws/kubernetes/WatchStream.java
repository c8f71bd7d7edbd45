package fluxj.coral2.dws.kubernetes;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonObject;
import fluxj.reactor.Reactor;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpResponse;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/// One answer of the API that goes on and on, an event a line. Lines are read on the HTTP client's
/// threads, no further than the reactor has taken them.
final class WatchStream implements AsyncBody.Consumer<List<ByteBuffer>> {
    private static final int LONGEST_LINE = 16 * 1024 * 1024;

    private final Reactor reactor;
    private final Consumer<JsonObject> onEvent;
    private final Consumer<@Nullable FluxException> onEnd;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private CompletableFuture<HttpResponse<AsyncBody>> answer = new CompletableFuture<>();
    private volatile boolean refused;
    private boolean over;

    /// @param onEnd told once, with what went wrong or null when the API has ended it
    WatchStream(
            Reactor reactor,
            Consumer<JsonObject> onEvent,
            Consumer<@Nullable FluxException> onEnd) {
        this.reactor = reactor;
        this.onEvent = onEvent;
        this.onEnd = onEnd;
    }

    void follow(CompletableFuture<HttpResponse<AsyncBody>> opening) {
        answer = opening;
        opening.whenComplete(
                (response, failure) -> {
                    if (failure != null) {
                        reactor.post(() -> end(ApiFailure.of(failure)));
                        return;
                    }
                    refused = !response.isSuccessful();
                    response.body()
                            .done()
                            .whenComplete((_, broken) -> finish(response.code(), broken));
                    response.body().consume();
                });
    }

    private void finish(int code, @Nullable Throwable broken) {
        FluxException why;
        if (refused) {
            why = ApiFailure.of(code, line.toByteArray(), false);
        } else {
            why = broken == null ? null : ApiFailure.of(broken);
        }
        reactor.post(() -> end(why));
    }

    @Override
    public void consume(List<ByteBuffer> chunks, AsyncBody body) {
        List<JsonObject> events = new ArrayList<>();
        for (ByteBuffer chunk : chunks) {
            take(chunk, events);
        }
        reactor.post(
                () -> {
                    for (JsonObject event : events) {
                        if (!over) {
                            onEvent.accept(event);
                        }
                    }
                    body.consume();
                });
    }

    private void take(ByteBuffer chunk, List<JsonObject> events) {
        while (chunk.hasRemaining()) {
            int newline = refused ? -1 : newlineIn(chunk);
            byte[] piece = new byte[(newline < 0 ? chunk.limit() : newline) - chunk.position()];
            if (line.size() + piece.length > LONGEST_LINE) {
                throw new FluxException(Errno.EMSGSIZE, "Kubernetes: event is too large");
            }
            chunk.get(piece);
            line.writeBytes(piece);
            if (newline >= 0) {
                chunk.get();
                takeLine(events);
            }
        }
    }

    private static int newlineIn(ByteBuffer chunk) {
        for (int i = chunk.position(); i < chunk.limit(); i++) {
            if (chunk.get(i) == '\n') {
                return i;
            }
        }
        return -1;
    }

    private void takeLine(List<JsonObject> events) {
        if (line.size() > 0) {
            byte[] text = line.toByteArray();
            line.reset();
            events.add(JsonObject.parse(text, 0, text.length));
        }
    }

    private void end(@Nullable FluxException why) {
        if (!over) {
            over = true;
            onEnd.accept(why);
        }
    }

    /// Ends it for a reason of ours, which is told.
    void abandon(FluxException why) {
        end(why);
        cancel();
    }

    /// Ends it; nothing is told after this.
    void close() {
        over = true;
        cancel();
    }

    private void cancel() {
        answer.cancel(true);
        answer.thenAccept(response -> response.body().cancel());
    }
}
