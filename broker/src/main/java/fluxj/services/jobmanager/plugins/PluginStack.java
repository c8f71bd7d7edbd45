package fluxj.services.jobmanager.plugins;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.job.Eventlog;
import fluxj.job.JobState;
import fluxj.jobtap.Dependency;
import fluxj.jobtap.JobActions;
import fluxj.jobtap.JobUpdate;
import fluxj.jobtap.JobView;
import fluxj.jobtap.Priority;
import fluxj.jobtap.StateChange;
import fluxj.jobtap.UpdateVerdict;
import fluxj.jobtap.Verdict;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.services.jobmanager.job.Job;
import fluxj.services.jobmanager.job.JobCallbacks;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;

/// Calls the plugins one after another, in the order they were loaded. A plugin whose callback
/// fails does not keep the others from being called, except where it decides: there a failure
/// refuses.
public final class PluginStack implements JobCallbacks {
    private static final int WARNING = 4;

    private final PluginEngine engine;
    private final Callbacks callbacks;
    private final PluginList plugins;

    PluginStack(PluginEngine engine, Callbacks callbacks, PluginList plugins) {
        this.engine = engine;
        this.callbacks = callbacks;
        this.plugins = plugins;
    }

    private void each(String topic, BiConsumer<LoadedPlugin, JobActions> callback, JobView job) {
        for (LoadedPlugin each : plugins.loaded()) {
            callbacks.run(each.name(), topic, () -> callback.accept(each, each.actions(job)));
        }
    }

    /// Asks each in turn until one refuses.
    ///
    /// @param failed what a user reads when a plugin cannot say
    private void ask(String topic, String failed, Function<LoadedPlugin, Verdict> question) {
        for (LoadedPlugin each : plugins.loaded()) {
            Verdict verdict =
                    callbacks
                            .call(each.name(), topic, () -> question.apply(each))
                            .orElse(new Verdict.Rejected(failed));
            refuse(verdict);
        }
    }

    private static void refuse(Verdict verdict) {
        switch (verdict) {
            case Verdict.Accepted() -> {}
            case Verdict.Rejected(String reason) -> throw new FluxException(Errno.EINVAL, reason);
        }
    }

    @Override
    public void create(Job job) {
        ask(
                "job.create",
                "rejected by job-manager plugin",
                each -> each.plugin().create(job, each.actions(job)));
    }

    @Override
    public void validate(Job job) {
        validate((JobView) job);
    }

    /// As [#validate(Job)], of a job as it would be.
    void validate(JobView job) {
        ask(
                "job.validate",
                "rejected by job-manager plugin",
                each -> each.plugin().validate(job, each.actions(job)));
    }

    @Override
    public void checkDependencies(Job job, boolean restart) {
        Optional<JsonValue> dependencies = job.system("dependencies");
        if (dependencies.isEmpty()) {
            return;
        }
        if (!(dependencies.get() instanceof JsonArray entries)) {
            throw new FluxException(Errno.EINVAL, "dependencies object must be an array");
        }
        int index = 0;
        for (JsonValue entry : entries) {
            try {
                checkDependency(job, index++, entry);
            } catch (FluxException e) {
                if (!restart) {
                    throw e;
                }
                engine.raise(
                        job.id(),
                        "dependency",
                        WARNING,
                        e.getMessage() + " (job may be stuck in DEPEND state)");
            }
        }
    }

    private void checkDependency(Job job, int index, JsonValue entry) {
        JsonObject object = entry instanceof JsonObject found ? found : JsonObject.EMPTY;
        String scheme =
                object.text("scheme")
                        .orElseThrow(
                                () ->
                                        new FluxException(
                                                Errno.EINVAL,
                                                "dependency[" + index + "] missing string scheme"));
        Dependency dependency = new Dependency(scheme, object);
        List<LoadedPlugin> knowing =
                plugins.loaded().stream()
                        .filter(each -> each.plugin().dependencySchemes().contains(scheme))
                        .toList();
        if (knowing.isEmpty()) {
            throw new FluxException(
                    Errno.EINVAL, "dependency scheme \"" + scheme + "\" not supported");
        }
        for (LoadedPlugin each : knowing) {
            Verdict verdict =
                    callbacks
                            .call(
                                    each.name(),
                                    "job.dependency." + scheme,
                                    () ->
                                            each.plugin()
                                                    .dependency(job, dependency, each.actions(job)))
                            .orElse(
                                    new Verdict.Rejected(
                                            "rejected by job-manager dependency plugin"));
            refuse(verdict);
        }
    }

    @Override
    public void accepted(Job job) {
        each("job.new", (each, actions) -> each.plugin().accepted(job, actions), job);
    }

    @Override
    public void posted(Job job, Eventlog.Event event) {
        for (LoadedPlugin each : plugins.loaded()) {
            if (each.wants(job)) {
                callbacks.run(
                        each.name(),
                        "job.event." + event.name(),
                        () -> each.plugin().event(job, event, each.actions(job)));
            }
        }
    }

    @Override
    public void updated(Job job, JsonObject updates) {
        each("job.update", (each, actions) -> each.plugin().updated(job, updates, actions), job);
    }

    @Override
    public void entered(Job job, StateChange change) {
        switch (job.state()) {
            case NEW -> {}
            case DEPEND ->
                    each(
                            "job.state.depend",
                            (each, actions) -> each.plugin().enterDepend(job, change, actions),
                            job);
            case PRIORITY -> enteredPriority(job, change);
            case SCHED ->
                    each(
                            "job.state.sched",
                            (each, actions) -> each.plugin().enterSched(job, change, actions),
                            job);
            case RUN ->
                    each(
                            "job.state.run",
                            (each, actions) -> each.plugin().enterRun(job, change, actions),
                            job);
            case CLEANUP ->
                    each(
                            "job.state.cleanup",
                            (each, actions) -> each.plugin().enterCleanup(job, change, actions),
                            job);
            case INACTIVE ->
                    each(
                            "job.state.inactive",
                            (each, actions) -> each.plugin().enterInactive(job, change, actions),
                            job);
        }
    }

    private void enteredPriority(Job job, StateChange change) {
        Priority priority =
                priority(
                        "job.state.priority",
                        each -> each.plugin().enterPriority(job, change, each.actions(job)));
        if (priority instanceof Priority.Value(long value) && job.state() == JobState.PRIORITY) {
            engine.reprioritize(job.id(), value);
        }
    }

    @Override
    public Priority priority(Job job) {
        return priority("job.priority.get", each -> each.plugin().priority(job));
    }

    /// The last opinion counts; one that is no priority is none.
    private Priority priority(String topic, Function<LoadedPlugin, Priority> question) {
        Priority last = Priority.NO_OPINION;
        for (LoadedPlugin each : plugins.loaded()) {
            Priority said =
                    callbacks
                            .call(each.name(), topic, () -> checked(question.apply(each)))
                            .orElse(Priority.NO_OPINION);
            if (!(said instanceof Priority.NoOpinion)) {
                last = said;
            }
        }
        return last;
    }

    private static Priority checked(Priority priority) {
        if (priority instanceof Priority.Value(long value) && (value < 0 || value > Priority.MAX)) {
            throw new FluxException(Errno.EINVAL, "priority " + value + " is out of range");
        }
        return priority;
    }

    @Override
    public void inactiveAdded(Job job) {
        each("job.inactive-add", (each, _) -> each.plugin().inactiveAdd(job), job);
    }

    @Override
    public void inactiveRemoved(Job job) {
        each("job.inactive-remove", (each, _) -> each.plugin().inactiveRemove(job), job);
    }

    @Override
    public void destroyed(Job job) {
        each("job.destroy", (each, _) -> each.plugin().destroy(job), job);
        plugins.loaded().forEach(each -> each.scope().memory().forget(job.id()));
    }

    /// What those say that decide about a key; the first refusal is the last thing said.
    ///
    /// @param failed stands for one that cannot say
    List<UpdateVerdict> update(Job job, JobUpdate update, UpdateVerdict failed) {
        List<UpdateVerdict> said = new ArrayList<>();
        for (LoadedPlugin each : plugins.loaded()) {
            if (each.updates(update.key())) {
                UpdateVerdict verdict =
                        callbacks
                                .call(
                                        each.name(),
                                        "job.update." + update.key(),
                                        () -> each.plugin().update(job, update, each.actions(job)))
                                .orElse(failed);
                said.add(verdict);
                if (verdict instanceof UpdateVerdict.Refused) {
                    break;
                }
            }
        }
        return said;
    }
}
