package fluxj.services.resource;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.job.Eventlog;
import fluxj.json.JanssonText;
import fluxj.json.JsonObject;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;
import fluxj.rpc.StreamCall;
import fluxj.service.ServiceContext;
import fluxj.services.resource.ResourceProtocol.Events;
import fluxj.treeobj.Transaction;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// All that happens to the resources, in its order (spec services 19.10). An event counts when it
/// is stored, or at once when it is not worth storing; until then those after it wait, and nobody
/// is told of them.
final class ResourceLog {
    /// Somebody inside the module who wants to know.
    interface Listener {
        void happened(String event, JsonObject context);
    }

    private static final class Posted {
        final JsonObject event;
        final Deferred<Empty> counted = new Deferred<>();
        Optional<FluxException> error = Optional.empty();
        boolean isStored;

        Posted(JsonObject event) {
            this.event = event;
        }
    }

    private final ServiceContext flux;
    private final ResourceKvs kvs;
    private final Supplier<Optional<JsonObject>> resources;
    private final EventHistory history;
    private final Deque<Posted> queue = new ArrayDeque<>();
    private final List<Listener> listeners = new ArrayList<>();
    private final Set<StreamCall<Empty, Events>> readers = new LinkedHashSet<>();
    private boolean isTelling;
    private Deferred<Empty> settled = new Deferred<>();

    ResourceLog(
            ServiceContext flux,
            ResourceKvs kvs,
            Supplier<Optional<JsonObject>> resources,
            int limit) {
        this.flux = flux;
        this.kvs = kvs;
        this.resources = resources;
        history = new EventHistory(limit);
    }

    void addListener(Listener listener) {
        listeners.add(listener);
    }

    void setLimit(int limit) {
        history.setLimit(limit);
    }

    /// Takes events of the past over for readers; resources that were defined then are of no use.
    void load(List<Eventlog.Event> past) {
        for (Eventlog.Event event : past) {
            if (!EventHistory.definesResources(event.json())) {
                history.add(event.json());
            }
        }
    }

    /// Stores an event that happens now; done when it counts.
    Promise<Empty> post(String name, JsonObject context) {
        return post(flux.wallClock().epochSeconds(), name, context);
    }

    /// Stores an event; done when it counts.
    Promise<Empty> post(double timestamp, String name, JsonObject context) {
        Posted posted = append(timestamp, name, context);
        String line = JanssonText.of(posted.event) + "\n";
        kvs.commit(
                        new Transaction()
                                .append(
                                        ResourceKvs.EVENTLOG,
                                        line.getBytes(StandardCharsets.UTF_8)),
                        0)
                .then(
                        _ -> stored(posted),
                        error -> {
                            posted.error = Optional.of(error);
                            stored(posted);
                        });
        return posted.counted;
    }

    /// Notes an event that is not stored.
    void note(String name, JsonObject context) {
        stored(append(flux.wallClock().epochSeconds(), name, context));
    }

    private Posted append(double timestamp, String name, JsonObject context) {
        Posted posted =
                new Posted(
                        JsonObject.builder()
                                .put("timestamp", timestamp)
                                .put("name", name)
                                .put("context", context)
                                .build());
        history.add(posted.event);
        queue.add(posted);
        return posted;
    }

    private void stored(Posted posted) {
        posted.isStored = true;
        if (isTelling) {
            return;
        }
        isTelling = true;
        while (!queue.isEmpty() && queue.element().isStored) {
            tell(queue.remove());
        }
        isTelling = false;
        if (queue.isEmpty()) {
            Deferred<Empty> waiting = settled;
            settled = new Deferred<>();
            waiting.complete(Empty.EMPTY);
        }
    }

    private void tell(Posted posted) {
        if (posted.error.isPresent()) {
            FluxException error = posted.error.get();
            flux.log().err("committing to " + ResourceKvs.EVENTLOG + ": " + error.getMessage());
            posted.counted.fail(error);
            return;
        }
        posted.counted.complete(Empty.EMPTY);
        String name = posted.event.text("name").orElse("");
        JsonObject context = posted.event.object("context").orElse(JsonObject.EMPTY);
        listeners.forEach(listener -> listener.happened(name, context));
        Events events = events(List.of(posted.event));
        List.copyOf(readers).forEach(reader -> reader.send(events));
    }

    private Events events(List<JsonObject> batch) {
        boolean defines = !batch.isEmpty() && EventHistory.definesResources(batch.getFirst());
        return new Events(batch, defines ? resources.get() : Optional.empty());
    }

    /// Done when every event that was posted counts.
    Promise<Empty> settled() {
        return queue.isEmpty() ? Promise.of(Empty.EMPTY) : settled;
    }

    void journal(StreamCall<Empty, Events> call) {
        if (!call.isStreaming()) {
            throw new FluxException(Errno.EPROTO, "journal requires streaming RPC flag");
        }
        history.forEachBatch(batch -> call.send(events(batch)));
        call.send(new Events(List.of(), Optional.empty()));
        readers.add(call);
        call.onClosed(() -> readers.remove(call));
    }

    /// Ends all readers.
    void end() {
        List.copyOf(readers).forEach(StreamCall::end);
    }
}
