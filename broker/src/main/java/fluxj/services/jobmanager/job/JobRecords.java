package fluxj.services.jobmanager.job;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.job.Eventlog;
import fluxj.job.PerilogActions;
import fluxj.json.JsonObject;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The large part of a job, which only an active one has.
final class JobRecords {
    private static final int FIRST_EVENTS = 512;
    private static final int MOST_PERILOGS = 255;

    /// An event that waits for its turn.
    ///
    /// @param isStored true when it belongs into the eventlog
    record Queued(Eventlog.Event entry, JobEvent event, boolean isStored) {}

    private PackedJson jobspec;
    private @Nullable PackedJson resources;
    private int updates;
    Eventlog.@Nullable Event endEvent;
    JsonObject annotations = JsonObject.EMPTY;
    private final ByteArrayOutputStream eventlog = new ByteArrayOutputStream(FIRST_EVENTS);

    /// What it waits for (true) or has waited for.
    private @Nullable Map<String, Boolean> dependencies;

    private @Nullable PerilogActions perilogs;

    final Deque<Queued> queue = new ArrayDeque<>(2);
    boolean held;
    boolean draining;

    JobRecords(JsonObject jobspec) {
        this.jobspec = new PackedJson(jobspec);
    }

    JsonObject jobspec() {
        return jobspec.read(draining);
    }

    /// Sets a jobspec that is another than before.
    void update(JsonObject changed) {
        jobspec = new PackedJson(changed);
        updates++;
    }

    /// How often the jobspec was changed.
    int updates() {
        return updates;
    }

    boolean isGranted() {
        return resources != null;
    }

    Optional<JsonObject> resources() {
        return resources == null ? Optional.empty() : Optional.of(resources.read(draining));
    }

    void setResources(Optional<JsonObject> given) {
        resources = given.map(PackedJson::new).orElse(null);
    }

    /// The events that are stored.
    List<Eventlog.Event> eventlog() {
        return eventlog.size() == 0 ? List.of() : Eventlog.decode(eventlog.toByteArray());
    }

    /// Adds a line of the eventlog.
    void append(byte[] line) {
        eventlog.writeBytes(line);
    }

    /// Nobody will look at these records for some time.
    void pack() {
        jobspec.pack();
        if (resources != null) {
            resources.pack();
        }
    }

    boolean isQueued(String event) {
        for (Queued each : queue) {
            if (each.entry().name().equals(event)) {
                return true;
            }
        }
        return false;
    }

    /// Adds what a job waits for; what it has waited for before does not come back.
    void addDependency(String description) {
        if (dependencies == null) {
            dependencies = new LinkedHashMap<>();
        }
        dependencies.putIfAbsent(description, true);
    }

    /// False when it does not wait for that.
    boolean removeDependency(String description) {
        return dependencies != null && dependencies.replace(description, true, false);
    }

    /// True while it waits for that, false when it did; empty when it never has.
    Optional<Boolean> dependency(String description) {
        return dependencies == null
                ? Optional.empty()
                : Optional.ofNullable(dependencies.get(description));
    }

    /// What it waits for; empty when it never waited for anything.
    Optional<List<String>> dependencies() {
        if (dependencies == null) {
            return Optional.empty();
        }
        List<String> waiting = new ArrayList<>();
        dependencies.forEach(
                (description, isOpen) -> {
                    if (isOpen) {
                        waiting.add(description);
                    }
                });
        return Optional.of(waiting);
    }

    /// A prolog or epilog action begins.
    ///
    /// @throws FluxException EOVERFLOW when there are too many
    void startPerilog(PerilogActions.Kind kind, PerilogActions.Label label) {
        if (perilogs == null) {
            perilogs = new PerilogActions();
        }
        if (perilogs.count() == MOST_PERILOGS) {
            throw new FluxException(Errno.EOVERFLOW);
        }
        perilogs.start(kind, label);
    }

    /// One ends; nothing happens when there is none that it can be.
    void finishPerilog(PerilogActions.Kind kind, PerilogActions.Label label) {
        if (perilogs != null) {
            perilogs.finish(kind, label);
        }
    }

    /// How many actions are under way.
    int perilogs() {
        return perilogs == null ? 0 : perilogs.count();
    }

    /// True while this one is.
    boolean isPerilogOpen(PerilogActions.Kind kind, String description) {
        return perilogs != null && perilogs.isOpen(kind, description);
    }
}
