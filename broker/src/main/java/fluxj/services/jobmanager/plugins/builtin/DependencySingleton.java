package fluxj.services.jobmanager.plugins.builtin;

import fluxj.errors.FluxException;
import fluxj.jobtap.Dependency;
import fluxj.jobtap.JobActions;
import fluxj.jobtap.JobView;
import fluxj.jobtap.JobtapContext;
import fluxj.jobtap.JobtapPlugin;
import fluxj.jobtap.StateChange;
import fluxj.jobtap.Verdict;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Keeps jobs with a `singleton` dependency waiting while another job of the same user and name is
/// active and does not wait itself.
final class DependencySingleton implements JobtapPlugin {
    static final String NAME = ".dependency-singleton";

    private static final String DESCRIPTION = "singleton";

    /// The jobs of one user and name.
    private static final class Namesakes {
        private final Set<Long> active = new LinkedHashSet<>();
        private final Set<Long> waiting = new LinkedHashSet<>();
    }

    private final Map<String, Namesakes> byName = new LinkedHashMap<>();
    private JobtapContext context;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void load(JobtapContext jobtap) {
        context = jobtap;
    }

    private static Optional<String> key(JobView job) {
        return Values.text(job.jobspec("attributes", "system", "job", "name"))
                .map(name -> Integer.toUnsignedString(job.userid()) + ":" + name);
    }

    @Override
    public List<String> dependencySchemes() {
        return List.of(DESCRIPTION);
    }

    @Override
    public Verdict dependency(JobView job, Dependency dependency, JobActions actions) {
        Optional<String> key = key(job);
        if (key.isEmpty()) {
            return Verdict.reject("singleton jobs require a job name");
        }
        @Nullable Namesakes others = byName.get(key.get());
        if (others == null || others.active.isEmpty()) {
            return Verdict.ACCEPTED;
        }
        actions.addDependency(DESCRIPTION);
        others.waiting.add(job.id());
        return Verdict.ACCEPTED;
    }

    @Override
    public void accepted(JobView job, JobActions actions) {
        key(job).ifPresent(
                        key -> {
                            Namesakes all = byName.computeIfAbsent(key, _ -> new Namesakes());
                            all.active.add(job.id());
                            releaseNext(all);
                        });
    }

    @Override
    public void enterInactive(JobView job, StateChange change, JobActions actions) {
        leave(job);
    }

    @Override
    public void destroy(JobView job) {
        leave(job);
    }

    private void leave(JobView job) {
        Optional<String> key = key(job);
        @Nullable Namesakes all = key.isPresent() ? byName.get(key.get()) : null;
        if (all == null) {
            return;
        }
        all.waiting.remove(job.id());
        all.active.remove(job.id());
        if (all.active.isEmpty()) {
            byName.remove(key.orElse(""));
        } else {
            releaseNext(all);
        }
    }

    /// When all that are active wait, the first of them need not.
    private void releaseNext(Namesakes all) {
        if (all.active.size() != all.waiting.size()) {
            return;
        }
        Iterator<Long> first = all.waiting.iterator();
        if (!first.hasNext()) {
            return;
        }
        long id = first.next();
        first.remove();
        JobActions actions = context.actions(id);
        try {
            actions.removeDependency(DESCRIPTION);
        } catch (FluxException _) {
            actions.raise("dependency", 0, "failed to remove singleton dependency");
        }
    }

    @Override
    public JsonObject query() {
        JsonObject.Builder names = JsonObject.builder();
        byName.forEach(
                (key, all) -> {
                    List<JsonValue> waiting = new ArrayList<>();
                    all.waiting.forEach(id -> waiting.add(JsonValue.of(id)));
                    names.put(
                            key,
                            JsonObject.builder()
                                    .put("count", all.active.size())
                                    .put("singletons", new JsonArray(waiting))
                                    .build());
                });
        return names.build();
    }
}
