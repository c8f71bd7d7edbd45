package fluxj.services.resource.drain;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.FormatException;
import fluxj.format.Idset;
import fluxj.job.Eventlog.Event;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Makes an eventlog as flux-core wrote it before 0.62 one of today: the summary in its last
/// `resource-init` becomes an event for each entry, what was before is gone, and events name hosts.
public final class EventlogUpgrade {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss").withZone(ZoneOffset.UTC);

    private final RankHosts hosts;
    private final Consumer<String> warnings;

    /// @param warnings told of each event that is dropped, because its ranks are none
    public EventlogUpgrade(RankHosts hosts, Consumer<String> warnings) {
        this.hosts = hosts;
        this.warnings = warnings;
    }

    /// The new log; empty when the old one is of today already.
    ///
    /// @throws FluxException EPROTO when the summary is none
    public Optional<List<Event>> upgrade(List<Event> old) {
        int last = old.size() - 1;
        while (last >= 0 && !old.get(last).name().equals("resource-init")) {
            last--;
        }
        if (last < 0) {
            return Optional.empty();
        }
        List<Event> events = new ArrayList<>(summary(old.get(last), last + 1));
        for (Event event : old.subList(last + 1, old.size())) {
            switch (event.name()) {
                case "drain", "undrain" -> withHosts(event).ifPresent(events::add);
                case "resource-define" -> events.add(event);
                default -> {}
            }
        }
        return Optional.of(List.copyOf(events));
    }

    private List<Event> summary(Event init, int line) {
        JsonObject drains =
                init.context()
                        .flatMap(context -> context.object("drain"))
                        .orElseThrow(() -> fatal(line));
        List<Event> events = new ArrayList<>();
        drains.members()
                .forEach(
                        (ranks, value) -> {
                            if (!(value instanceof JsonObject node)
                                    || !(node.get("timestamp").orElse(JsonValue.Null.NULL)
                                            instanceof JsonValue.Real(double timestamp))) {
                                throw fatal(line);
                            }
                            JsonObject.Builder context = JsonObject.builder().put("idset", ranks);
                            node.text("reason").ifPresent(text -> context.put("reason", text));
                            withHosts(event(timestamp, "drain", context.build()))
                                    .ifPresent(events::add);
                        });
        events.sort(Comparator.comparingDouble(Event::timestamp));
        return events;
    }

    private static FluxException fatal(int line) {
        return new FluxException(
                Errno.EPROTO, "fatal error processing resource-init on line " + line);
    }

    private Optional<Event> withHosts(Event event) {
        JsonObject context = event.context().orElse(JsonObject.EMPTY);
        Optional<String> ranks = context.text("idset");
        if (ranks.isEmpty()) {
            warnings.accept("dropping old " + event.name() + " event with invalid context");
            return Optional.empty();
        }
        if (context.text("nodelist").isPresent()) {
            return Optional.of(event);
        }
        try {
            String names = hosts.names(Idset.parse(ranks.get()));
            return Optional.of(
                    event(
                            event.timestamp(),
                            event.name(),
                            context.with("nodelist", JsonValue.of(names))));
        } catch (FormatException | FluxException _) {
            warnings.accept(
                    "dropping old %s event with invalid ranks (ranks=%s timestamp=%s UTC reason=%s)"
                            .formatted(
                                    event.name(),
                                    ranks.get(),
                                    TIME.format(Instant.ofEpochSecond((long) event.timestamp())),
                                    context.text("reason").orElse("")));
            return Optional.empty();
        }
    }

    private static Event event(double timestamp, String name, JsonObject context) {
        JsonObject json =
                JsonObject.builder()
                        .put("timestamp", timestamp)
                        .put("name", name)
                        .put("context", context)
                        .build();
        return new Event(json, timestamp, name, Optional.of(context));
    }
}
