package fluxj.services.jobmanager.queue;

import fluxj.json.JsonArray;
import fluxj.json.JsonObject;

import java.util.Optional;

/// One queue: whether it takes jobs (`enabled`), whether it hands them to the scheduler
/// (`started`), and why not. Only [Queues] changes it.
public final class Queue {
    private final Optional<String> name;
    private Optional<JsonArray> requires = Optional.empty();
    private Optional<String> parent = Optional.empty();
    private boolean enabled = true;
    private boolean started;
    private boolean startedAfterRestart;
    private Optional<String> disableReason = Optional.empty();
    private Optional<String> stopReason = Optional.empty();

    /// A queue as it begins: it takes jobs, and is stopped when it has a name.
    Queue(Optional<String> name, JsonObject config) {
        this.name = name;
        started = name.isEmpty();
        startedAfterRestart = started;
        configure(config);
    }

    void configure(JsonObject config) {
        requires = config.array("requires");
        parent = config.text("parent");
    }

    /// Its name; empty is the anonymous one.
    public Optional<String> name() {
        return name;
    }

    /// Properties that its jobs' nodes must have.
    public Optional<JsonArray> requires() {
        return requires;
    }

    /// The queue that this virtual one is part of.
    public Optional<String> parent() {
        return parent;
    }

    /// True when it takes jobs.
    public boolean isEnabled() {
        return enabled;
    }

    /// Why it takes none.
    public Optional<String> disableReason() {
        return disableReason;
    }

    /// True when it is started itself, whatever its parent is.
    public boolean isStarted() {
        return started;
    }

    /// Why it was stopped, if somebody said so.
    public Optional<String> stopReason() {
        return stopReason;
    }

    void enable() {
        enabled = true;
        disableReason = Optional.empty();
    }

    void disable(Optional<String> reason) {
        enabled = false;
        disableReason = reason;
    }

    void start(boolean lasting) {
        started = true;
        stopReason = Optional.empty();
        startedAfterRestart |= lasting;
    }

    void stop(Optional<String> reason, boolean lasting) {
        started = false;
        stopReason = reason;
        startedAfterRestart &= !lasting;
    }

    /// Its entry in the checkpoint.
    JsonObject save() {
        JsonObject.Builder entry =
                JsonObject.builder().put("enable", enabled).put("start", startedAfterRestart);
        name.ifPresent(text -> entry.put("name", text));
        if (!enabled) {
            entry.put("disable_reason", disableReason.orElse(""));
        }
        if (!startedAfterRestart) {
            stopReason.ifPresent(text -> entry.put("stop_reason", text));
        }
        return entry.build();
    }
}
