package fluxj.coral2.dws.apiserver;

import fluxj.coral2.dws.apiserver.store.ApiException;
import fluxj.coral2.dws.apiserver.store.Change;
import fluxj.coral2.dws.apiserver.store.Metadata;
import fluxj.coral2.dws.apiserver.store.ObjectStore;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.reactor.Reactor;
import fluxj.reactor.Timer;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// One watch: a line for each change that its filter lets through, bookmarks for those who want
/// them, and its end when its time is over.
final class EventStream {
    private static final int SHORTEST_SECONDS = 1800;
    private static final Duration BOOKMARKS = Duration.ofMinutes(1);

    /// Where its lines go.
    interface Sink {
        void line(byte[] line);

        void end();
    }

    private final ObjectStore store;
    private final Reply.Events watch;
    private final Sink sink;
    private final Tables tables;
    private final boolean asTables;
    private boolean headed = true;
    private ObjectStore.@Nullable Subscription subscription;
    private @Nullable Timer deadline;
    private @Nullable Timer bookmarks;

    EventStream(ObjectStore store, Reply.Events watch, Sink sink) {
        this.store = store;
        this.watch = watch;
        this.sink = sink;
        asTables = watch.request().wantsTable();
        tables = new ApiRequests(store).tables(watch.path(), watch.request());
    }

    void start(Reactor reactor) {
        try {
            subscription = store.watch(watch.path().kind(), watch.from(), this::onChange);
        } catch (ApiException e) {
            line("ERROR", e.status());
            sink.end();
            return;
        }
        long seconds = watch.request().number("timeoutSeconds");
        if (seconds == 0) {
            seconds = (long) SHORTEST_SECONDS + reactor.random().nextInt(SHORTEST_SECONDS);
        }
        deadline = reactor.after(Duration.ofSeconds(seconds), this::onDeadline);
        if (watch.request().flag("allowWatchBookmarks")) {
            bookmarks = reactor.every(BOOKMARKS, this::bookmark);
        }
    }

    private void onDeadline() {
        if (bookmarks != null) {
            bookmark();
        }
        stop();
        sink.end();
    }

    private void onChange(Change change) {
        Optional<Change.Type> type = change.seenThrough(watch.filter());
        if (type.isPresent()) {
            line(type.get().name(), shown(change.object()));
        }
    }

    private JsonObject shown(JsonObject object) {
        if (!asTables) {
            return watch.path().versioned(object);
        }
        JsonObject metadata =
                JsonObject.of("resourceVersion", Metadata.text(object, "resourceVersion"));
        JsonObject table = tables.table(List.of(object), metadata, headed);
        headed = false;
        return table;
    }

    private void bookmark() {
        JsonObject metadata =
                JsonObject.builder()
                        .put("resourceVersion", Long.toString(store.version()))
                        .put("creationTimestamp", JsonValue.Null.NULL)
                        .build();
        line("BOOKMARK", watch.path().versioned(JsonObject.of("metadata", metadata)));
    }

    private void line(String type, JsonObject object) {
        JsonObject event = JsonObject.builder().put("type", type).put("object", object).build();
        sink.line((event + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /// No line comes after this.
    void stop() {
        if (subscription != null) {
            subscription.close();
        }
        if (deadline != null) {
            deadline.cancel();
        }
        if (bookmarks != null) {
            bookmarks.cancel();
        }
    }
}
