package fluxj.services.resource.drain;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.FormatException;
import fluxj.format.Hostlist;
import fluxj.format.Idset;
import fluxj.job.Eventlog;
import fluxj.json.JsonException;
import fluxj.json.JsonObject;
import fluxj.json.RecordCodec;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/// Which nodes are drained, since when and why (spec services 8.3).
public final class DrainState {
    private record Drained(double timestamp, Optional<String> reason) {}

    /// Context of the event `drain`.
    private record DrainContext(
            String idset, String nodelist, Optional<String> reason, Optional<Integer> overwrite) {}

    /// Context of the event `undrain`.
    private record UndrainContext(String idset, String nodelist) {}

    private record Stored(double timestamp, String nodelist, String reason) {}

    private final int size;
    private final SortedMap<Integer, Drained> nodes = new TreeMap<>();

    /// Nobody is drained.
    ///
    /// @param size how many ranks there are
    public DrainState(int size) {
        this.size = size;
    }

    /// How many ranks there are.
    public int size() {
        return size;
    }

    /// The ranks that are drained.
    public Idset drained() {
        return where(_ -> true);
    }

    /// The ranks that are drained with a reason.
    public Idset withReason() {
        return where(node -> node.reason().isPresent());
    }

    private Idset where(Function<Drained, Boolean> test) {
        Idset.Builder ranks = Idset.builder();
        nodes.forEach(
                (rank, node) -> {
                    if (test.apply(node)) {
                        ranks.add(rank);
                    }
                });
        return ranks.build();
    }

    /// Drains some ranks.
    public void drain(Idset ranks, double timestamp, Optional<String> reason, Overwrite overwrite) {
        ranks.forEach(
                rank -> {
                    Drained before = nodes.get(rank);
                    if (before == null) {
                        nodes.put(rank, new Drained(timestamp, reason));
                    } else if (overwrite != Overwrite.NOTHING || before.reason().isEmpty()) {
                        double since =
                                overwrite == Overwrite.REASON_AND_TIME
                                        ? timestamp
                                        : before.timestamp();
                        nodes.put(rank, new Drained(since, reason));
                    }
                });
    }

    /// Drains some ranks no more.
    public void undrain(Idset ranks) {
        ranks.forEach(rank -> nodes.remove(rank));
    }

    /// What is told of them: `{"0-1":{"timestamp":1.0,"reason":""}}`, whole seconds; those with the
    /// same are one entry.
    public JsonObject toJson() {
        return toJson(_ -> Optional.empty());
    }

    /// The same with the names of their hosts, as it is stored.
    ///
    /// @throws FluxException ENOENT when a rank has no host
    public JsonObject toJson(RankHosts hosts) {
        return toJson(ranks -> Optional.of(hosts.names(ranks)));
    }

    private JsonObject toJson(Function<Idset, Optional<String>> nodelist) {
        Map<Drained, Idset.Builder> groups = new LinkedHashMap<>();
        nodes.forEach(
                (rank, node) ->
                        groups.computeIfAbsent(
                                        new Drained(
                                                Math.rint(node.timestamp()),
                                                Optional.of(node.reason().orElse(""))),
                                        _ -> Idset.builder())
                                .add(rank));
        JsonObject.Builder object = JsonObject.builder();
        groups.forEach(
                (node, builder) -> {
                    Idset ranks = builder.build();
                    JsonObject.Builder entry =
                            JsonObject.builder()
                                    .put("timestamp", node.timestamp())
                                    .put("reason", node.reason().orElse(""));
                    nodelist.apply(ranks).ifPresent(names -> entry.put("nodelist", names));
                    object.put(ranks.toString(), entry.build());
                });
        return object.build();
    }

    /// Takes over what was stored by [#toJson(RankHosts)].
    ///
    /// @throws FluxException EPROTO `invalid drain state entry`
    public void restore(JsonObject stored, RankHosts hosts) {
        stored.members()
                .forEach(
                        (ranks, value) -> {
                            try {
                                if (!(value instanceof JsonObject entry)) {
                                    throw new JsonException("not an object");
                                }
                                Stored node = RecordCodec.decode(Stored.class, entry);
                                drain(
                                        now(ranks, node.nodelist(), hosts),
                                        node.timestamp(),
                                        Optional.of(node.reason()).filter(text -> !text.isEmpty()),
                                        Overwrite.NOTHING);
                            } catch (JsonException | FormatException _) {
                                throw new FluxException(Errno.EPROTO, "invalid drain state entry");
                            }
                        });
    }

    /// Does again what an event tells of; others than `drain` and `undrain` say nothing.
    ///
    /// @throws FluxException EPROTO such as `drain parse error`
    public void replay(Eventlog.Event event, RankHosts hosts) {
        try {
            switch (event.name()) {
                case "drain" -> {
                    DrainContext context = context(event, DrainContext.class);
                    drain(
                            now(context.idset(), context.nodelist(), hosts),
                            event.timestamp(),
                            context.reason(),
                            context.overwrite().map(Overwrite::of).orElse(Overwrite.REASON));
                }
                case "undrain" -> {
                    UndrainContext context = context(event, UndrainContext.class);
                    undrain(now(context.idset(), context.nodelist(), hosts));
                }
                default -> {}
            }
        } catch (JsonException _) {
            throw new FluxException(Errno.EPROTO, event.name() + " parse error");
        } catch (FormatException _) {
            throw new FluxException(Errno.EPROTO, event.name() + " target decode error");
        }
    }

    private static <T extends Record> T context(Eventlog.Event event, Class<T> type) {
        return RecordCodec.decode(type, event.context().orElse(JsonObject.EMPTY));
    }

    private Idset now(String ranks, String nodelist, RankHosts hosts) {
        return hosts.now(Idset.parse(ranks), Hostlist.parse(nodelist), size);
    }
}
