package fluxj.services.jobmanager.plugins.builtin;

import fluxj.jobtap.JobtapPlugin;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/// The table of the plugins that come with the job manager.
public final class BuiltinPlugins {
    private BuiltinPlugins() {}

    /// Those that are loaded from the beginning, by name, in the order they are called.
    public static Map<String, Supplier<JobtapPlugin>> loaded() {
        Map<String, Supplier<JobtapPlugin>> all = new LinkedHashMap<>();
        all.put(PriorityDefault.NAME, PriorityDefault::new);
        all.put(LimitJobSize.NAME, LimitJobSize::new);
        all.put(LimitDuration.NAME, LimitDuration::new);
        all.put(DependencyAfter.NAME, DependencyAfter::new);
        all.put(DependencySingleton.NAME, DependencySingleton::new);
        all.put(BeginTime.NAME, BeginTime::new);
        all.put(ValidateDuration.NAME, ValidateDuration::new);
        all.put(UpdateDuration.NAME, UpdateDuration::new);
        all.put(History.NAME, History::new);
        all.put(PostEvent.NAME, PostEvent::new);
        all.put(UpdateQueue.NAME, UpdateQueue::new);
        return all;
    }

    /// Those that are loaded when somebody asks for them, by the names that flux-core's have.
    public static Map<String, Supplier<JobtapPlugin>> loadable() {
        Map<String, Supplier<JobtapPlugin>> all = new LinkedHashMap<>();
        all.put(AllocBypass.NAME, AllocBypass::new);
        all.put(AllocCheck.NAME, AllocCheck::new);
        all.put(SubmitHold.NAME, SubmitHold::new);
        return all;
    }
}
