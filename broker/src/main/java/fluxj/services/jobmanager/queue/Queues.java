package fluxj.services.jobmanager.queue;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// All queues: the anonymous one, or those of the `[queues]` table. What the administrator did to a
/// queue stays when the configuration is read again.
public final class Queues {
    private static final String OFFLINE = "Scheduler is offline";
    private static final String RESTARTED = "Automatically stopped due to restart";

    private final QueueChanges changes;
    private final Map<String, Queue> named = new LinkedHashMap<>();
    private Queue anonymous = new Queue(Optional.empty(), JsonObject.EMPTY);

    /// The anonymous queue alone.
    public Queues(QueueChanges changes) {
        this.changes = changes;
    }

    /// Takes over the `[queues]` table.
    ///
    /// @param table empty means the anonymous queue
    /// @throws FluxException EINVAL when a queue is no table; nothing has changed then
    public void configure(JsonObject table) {
        table.members()
                .forEach(
                        (name, config) -> {
                            if (!(config instanceof JsonObject)) {
                                throw new FluxException(
                                        Errno.EINVAL,
                                        "queue " + name + ": configuration must be a table");
                            }
                        });
        if (named.isEmpty() != table.members().isEmpty()) {
            anonymous = new Queue(Optional.empty(), JsonObject.EMPTY);
        }
        named.keySet().retainAll(table.keys());
        for (String name : table.keys()) {
            JsonObject config = table.object(name).orElse(JsonObject.EMPTY);
            @Nullable Queue known = named.get(name);
            if (known == null) {
                named.put(name, new Queue(Optional.of(name), config));
            } else {
                known.configure(config);
            }
        }
    }

    /// The names, in the order of the configuration; none when there is but the anonymous queue.
    public List<String> names() {
        return List.copyOf(named.keySet());
    }

    /// A queue.
    ///
    /// @param name empty is the anonymous one
    /// @throws FluxException EINVAL in Flux's words
    public Queue find(Optional<String> name) {
        if (name.isEmpty()) {
            if (!named.isEmpty()) {
                throw invalid("a named queue is required");
            }
            return anonymous;
        }
        @Nullable Queue queue = named.get(name.get());
        if (queue == null) {
            throw invalid("'" + name.get() + "' is not a valid queue");
        }
        return queue;
    }

    /// Refuses a job that its queue does not take.
    ///
    /// @throws FluxException EINVAL in Flux's words
    public void checkSubmit(Optional<String> name) {
        Queue queue = find(name);
        if (!queue.isEnabled()) {
            throw invalid(
                    "job submission"
                            + name.map(text -> " to " + text).orElse("")
                            + " is disabled: "
                            + queue.disableReason().orElse(""));
        }
    }

    /// True when jobs of the queue are handed to the scheduler: it and its parent are started.
    /// False for a queue that is no longer configured.
    public boolean isStarted(Optional<String> name) {
        @Nullable Queue queue = known(name);
        return queue != null && isRunning(queue);
    }

    private @Nullable Queue known(Optional<String> name) {
        if (name.isEmpty()) {
            return named.isEmpty() ? anonymous : null;
        }
        return named.get(name.get());
    }

    private boolean isRunning(Queue queue) {
        return queue.isStarted() && parentOf(queue).map(Queue::isStarted).orElse(true);
    }

    private Optional<Queue> parentOf(Queue queue) {
        return queue.parent().map(named::get);
    }

    /// How a queue is.
    ///
    /// @param scheduler false when there is none
    /// @throws FluxException EINVAL in Flux's words
    public QueueState state(Optional<String> name, boolean scheduler) {
        Queue queue = find(name);
        boolean running = scheduler && isRunning(queue);
        Optional<QueueState.Blocked> blocked = Optional.empty();
        Optional<String> reason = running ? Optional.empty() : queue.stopReason();
        if (!scheduler) {
            blocked = Optional.of(QueueState.Blocked.SCHEDULER);
            reason = Optional.of(OFFLINE);
        } else if (queue.isStarted() && !running) {
            blocked = Optional.of(QueueState.Blocked.PARENT);
            reason = parentOf(queue).flatMap(Queue::stopReason);
        }
        return new QueueState(
                queue.isEnabled(),
                running,
                queue.parent(),
                blocked,
                queue.isEnabled() ? Optional.empty() : queue.disableReason(),
                reason);
    }

    /// Lets a queue take jobs; all named ones when there is no name and `all` says so.
    ///
    /// @throws FluxException EINVAL in Flux's words
    public void enable(Optional<String> name, boolean all) {
        each(name, all, Queue::enable);
    }

    /// Lets a queue take none.
    ///
    /// @throws FluxException EINVAL in Flux's words
    public void disable(Optional<String> name, boolean all, Optional<String> reason) {
        if (reason.isEmpty()) {
            throw invalid("reason is required for disable");
        }
        each(name, all, queue -> queue.disable(reason));
    }

    /// Lets a queue run its jobs.
    ///
    /// @param lasting false: a restart knows nothing of it
    /// @throws FluxException EINVAL in Flux's words
    public void start(Optional<String> name, boolean all, boolean lasting) {
        each(
                name,
                all,
                queue -> {
                    queue.start(lasting);
                    affected(queue).forEach(each -> changes.started(each.name()));
                });
    }

    /// Lets a queue run no more jobs.
    ///
    /// @param lasting false: a restart knows nothing of it
    /// @throws FluxException EINVAL in Flux's words
    public void stop(Optional<String> name, boolean all, Optional<String> reason, boolean lasting) {
        each(
                name,
                all,
                queue -> {
                    queue.stop(reason, lasting);
                    affected(queue).forEach(each -> changes.stopped(each.name()));
                });
    }

    private void each(Optional<String> name, boolean all, Consumer<Queue> action) {
        if (name.isEmpty() && !named.isEmpty()) {
            if (!all) {
                throw invalid("Use --all to apply this command to all queues");
            }
            List.copyOf(named.values()).forEach(action);
        } else {
            action.accept(find(name));
        }
    }

    /// The queue and those that are part of it, as far as what happened to it makes a difference.
    private List<Queue> affected(Queue queue) {
        List<Queue> all = new ArrayList<>();
        if (parentOf(queue).map(Queue::isStarted).orElse(true)) {
            all.add(queue);
        }
        for (Queue other : named.values()) {
            if (queue.name().isPresent()
                    && other.parent().equals(queue.name())
                    && other.isStarted()) {
                all.add(other);
            }
        }
        return all;
    }

    /// What the checkpoint says of the queues.
    public JsonArray save() {
        List<JsonValue> entries = new ArrayList<>();
        all().forEach(queue -> entries.add(queue.save()));
        return new JsonArray(entries);
    }

    private Collection<Queue> all() {
        return named.isEmpty() ? List.of(anonymous) : named.values();
    }

    /// Takes over what a checkpoint says of queues that are still there; nobody hears of it.
    ///
    /// @param version 0, which knows nothing of starting, or 1
    /// @param stopStarted true stops those that were started
    /// @throws FluxException EINVAL when the checkpoint is none
    public void restore(long version, JsonArray entries, boolean stopStarted) {
        if (version != 0 && version != 1) {
            throw invalid("");
        }
        for (JsonValue entry : entries) {
            if (!(entry instanceof JsonObject object)) {
                throw invalid("");
            }
            boolean enable = object.bool("enable").orElseThrow(() -> invalid(""));
            @Nullable Queue queue = known(object.text("name"));
            if (queue != null) {
                restoreEnabled(queue, enable, object);
            }
            if (version == 1) {
                boolean start = object.bool("start").orElseThrow(() -> invalid(""));
                if (queue != null && start) {
                    queue.start(true);
                } else if (queue != null) {
                    queue.stop(object.text("stop_reason"), true);
                }
            }
        }
        if (version == 1 && stopStarted) {
            for (Queue queue : all()) {
                if (queue.isStarted()) {
                    queue.stop(Optional.of(RESTARTED), true);
                }
            }
        }
    }

    private static void restoreEnabled(Queue queue, boolean enable, JsonObject entry) {
        if (enable) {
            queue.enable();
        } else {
            queue.disable(entry.text("disable_reason").or(() -> entry.text("reason")));
        }
    }

    private static FluxException invalid(String text) {
        return text.isEmpty()
                ? new FluxException(Errno.EINVAL)
                : new FluxException(Errno.EINVAL, text);
    }
}
