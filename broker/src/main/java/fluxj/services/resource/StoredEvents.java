package fluxj.services.resource;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Fsd;
import fluxj.job.Eventlog;
import fluxj.json.JanssonText;
import fluxj.json.JsonException;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;
import fluxj.service.ServiceContext;
import fluxj.services.kvs.KvsProtocol;
import fluxj.services.resource.drain.DrainState;
import fluxj.services.resource.drain.EventlogUpgrade;
import fluxj.services.resource.drain.RankHosts;
import fluxj.treeobj.Transaction;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// What the KVS remembers of who is drained: a checkpoint of when the module was last unloaded, and
/// the events since; older ones go, after a time (spec services 8.3).
final class StoredEvents {
    private final ServiceContext flux;
    private final ResourceKvs kvs;
    private double checkpointed;

    StoredEvents(ServiceContext flux, ResourceKvs kvs) {
        this.flux = flux;
        this.kvs = kvs;
    }

    /// All events that are stored.
    Promise<List<Eventlog.Event>> read() {
        return kvs.get(ResourceKvs.EVENTLOG)
                .map(log -> log.filter(bytes -> bytes.length > 0))
                .map(log -> log.map(this::decode).orElse(List.of()));
    }

    private List<Eventlog.Event> decode(byte[] log) {
        try {
            return Eventlog.decode(log);
        } catch (FluxException e) {
            flux.log().err(ResourceKvs.EVENTLOG + ": decode error");
            throw e;
        }
    }

    /// All events that are stored, and stored anew when flux-core before 0.62 wrote them.
    Promise<List<Eventlog.Event>> upgraded(RankHosts hosts) {
        return read().flatMap(old -> upgrade(old, hosts));
    }

    private Promise<List<Eventlog.Event>> upgrade(List<Eventlog.Event> old, RankHosts hosts) {
        Optional<List<Eventlog.Event>> upgraded;
        try {
            upgraded = new EventlogUpgrade(hosts, flux.log()::warning).upgrade(old);
        } catch (FluxException e) {
            throw wrong(ResourceKvs.EVENTLOG, e.getMessage());
        }
        if (upgraded.isEmpty()) {
            return Promise.of(old);
        }
        List<Eventlog.Event> events = upgraded.get();
        flux.log()
                .info(
                        "%s: reduced from %d to %d entries"
                                .formatted(ResourceKvs.EVENTLOG, old.size(), events.size()));
        return write(events).map(_ -> events);
    }

    /// Who is drained, by the checkpoint and these events.
    Promise<DrainState> drains(List<Eventlog.Event> events, int size, RankHosts hosts) {
        return kvs.get(ResourceKvs.CHECKPOINT)
                .map(
                        stored -> {
                            DrainState state = new DrainState(size);
                            stored.ifPresent(text -> restore(state, text, hosts));
                            replay(state, events, hosts);
                            return state;
                        });
    }

    private void restore(DrainState state, byte[] text, RankHosts hosts) {
        try {
            JsonObject checkpoint = JsonObject.parse(new String(text, StandardCharsets.UTF_8));
            Optional<JsonObject> drains = checkpoint.object("drain_state");
            if (!(checkpoint.get("timestamp").orElse(JsonValue.Null.NULL)
                            instanceof JsonValue.Real(double timestamp))
                    || drains.isEmpty()) {
                throw new FluxException(Errno.EPROTO, "failed to load drain-state");
            }
            checkpointed = timestamp;
            state.restore(drains.get(), hosts);
        } catch (JsonException _) {
            throw wrong(ResourceKvs.CHECKPOINT, "failed to load drain-state");
        } catch (FluxException e) {
            throw wrong(ResourceKvs.CHECKPOINT, e.getMessage());
        }
    }

    private void replay(DrainState state, List<Eventlog.Event> events, RankHosts hosts) {
        int line = 0;
        for (Eventlog.Event event : events) {
            line++;
            if (event.timestamp() < checkpointed) {
                continue;
            }
            try {
                state.replay(event, hosts);
            } catch (FluxException e) {
                throw wrong(ResourceKvs.EVENTLOG, "line " + line + ": " + e.getMessage());
            }
        }
    }

    private FluxException wrong(String key, String text) {
        flux.log().err(key + ": " + text);
        return new FluxException(Errno.EPROTO, key + ": " + text);
    }

    /// Takes events away that the checkpoint makes superfluous and that are older than `history`. A
    /// failure is logged and no more.
    Promise<Empty> truncate(Fsd history) {
        double oldest = oldest(checkpointed, flux.wallClock().epochSeconds(), history);
        return read().flatMap(events -> keep(events, oldest));
    }

    /// The time of the oldest event to keep.
    static double oldest(double checkpointed, double now, Fsd history) {
        double beginning = now - history.seconds();
        return !history.isZero() && beginning > 0
                ? Math.min(checkpointed, beginning)
                : checkpointed;
    }

    private Promise<Empty> keep(List<Eventlog.Event> events, double oldest) {
        List<Eventlog.Event> kept =
                events.stream().filter(event -> event.timestamp() >= oldest).toList();
        return kept.size() == events.size() ? Promise.of(Empty.EMPTY) : write(kept);
    }

    private Promise<Empty> write(List<Eventlog.Event> events) {
        StringBuilder log = new StringBuilder();
        events.forEach(event -> log.append(JanssonText.of(event.json())).append('\n'));
        return kvs.commit(new Transaction().put(ResourceKvs.EVENTLOG, log.toString()), 0);
    }

    /// Writes down who is drained, so that it survives whatever comes.
    Promise<Empty> checkpoint(DrainState state, RankHosts hosts) {
        JsonObject checkpoint =
                JsonObject.builder()
                        .put("timestamp", flux.wallClock().epochSeconds())
                        .put("drain_state", state.toJson(hosts))
                        .build();
        return kvs.commit(
                new Transaction().put(ResourceKvs.CHECKPOINT, JanssonText.of(checkpoint)),
                KvsProtocol.SYNC);
    }
}
