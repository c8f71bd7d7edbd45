package fluxj.services.jobmanager.journal;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.job.Eventlog;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.reactor.Reactor;
import fluxj.rpc.SlowReader;
import fluxj.rpc.StreamCall;
import fluxj.services.jobmanager.JobManagerProtocol.Journal;
import fluxj.services.jobmanager.JobManagerProtocol.JournalEvents;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/// One who listens to the journal. While it reads slower than events come they wait here, up to a
/// limit, and then go to it several of a job in one message.
final class JournalReader {
    /// So many items wait for a reader; one that is further behind has lost its place.
    private static final int LIMIT = 1 << 18;

    private static final int EVENTS_A_MESSAGE = 100;

    private final StreamCall<Journal, JournalEvents> call;
    private final Optional<JsonObject> allow;
    private final Optional<JsonObject> deny;
    private final SlowReader pace;
    private final Deque<JournalEvents> waiting = new ArrayDeque<>();
    private boolean live;
    private Runnable onReady = () -> {};

    /// @throws FluxException EPROTO when what it wants is no object of names
    JournalReader(Reactor reactor, StreamCall<Journal, JournalEvents> call) {
        this.call = call;
        allow = names("allow", call.body().allow());
        deny = names("deny", call.body().deny());
        pace = new SlowReader(reactor, call::backlog, this::caughtUp);
    }

    StreamCall<Journal, JournalEvents> call() {
        return call;
    }

    /// True when it wants events of that name.
    boolean wants(String event) {
        return allow.map(names -> names.get(event).isPresent()).orElse(true)
                && deny.map(names -> names.get(event).isEmpty()).orElse(true);
    }

    private static Optional<JsonObject> names(String member, Optional<JsonValue> value) {
        return value.map(
                found -> {
                    if (found instanceof JsonObject object) {
                        return object;
                    }
                    throw new FluxException(
                            Errno.EPROTO, "job-manager.events " + member + " should be an object");
                });
    }

    /// The events of a log that it wants.
    JsonArray wanted(List<Eventlog.Event> eventlog) {
        List<JsonValue> events = new ArrayList<>(eventlog.size());
        for (Eventlog.Event event : eventlog) {
            if (wants(event.name())) {
                events.add(event.json());
            }
        }
        return new JsonArray(events);
    }

    /// True when it takes more of what was; otherwise `onReady` runs when it does.
    boolean isReady(Runnable onReady) {
        this.onReady = onReady;
        return !pace.isBehind();
    }

    /// Sends what was, to a reader that is ready.
    void send(JournalEvents item) {
        call.send(item);
    }

    /// What was has been sent: from now on it hears what happens.
    void caughtUpWithPast() {
        onReady = () -> {};
        call.send(new JournalEvents(-1, JsonArray.EMPTY, Optional.empty(), Optional.empty()));
        live = true;
    }

    /// Something happened; one that still hears what was will be told of it there.
    void happened(String name, JournalEvents item) {
        if (!live || !wants(name)) {
            return;
        }
        if (waiting.isEmpty() && !pace.isBehind()) {
            call.send(item);
        } else if (waiting.size() < LIMIT) {
            waiting.add(item);
        } else {
            waiting.clear();
            call.fail(Errno.ENOBUFS, "too slow to follow the journal");
        }
    }

    private void caughtUp() {
        while (!waiting.isEmpty() && call.isOpen() && !pace.isBehind()) {
            call.send(nextOfOneJob());
        }
        if (waiting.isEmpty()) {
            onReady.run();
        }
    }

    private JournalEvents nextOfOneJob() {
        JournalEvents first = waiting.removeFirst();
        List<JsonValue> events = new ArrayList<>(first.events().items());
        Optional<JsonObject> jobspec = first.jobspec();
        Optional<JsonObject> resources = first.resources();
        while (!waiting.isEmpty()
                && waiting.getFirst().id() == first.id()
                && events.size() < EVENTS_A_MESSAGE) {
            JournalEvents next = waiting.removeFirst();
            events.addAll(next.events().items());
            jobspec = jobspec.or(next::jobspec);
            resources = resources.or(next::resources);
        }
        return new JournalEvents(first.id(), new JsonArray(events), jobspec, resources);
    }
}
