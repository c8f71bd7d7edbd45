package fluxj.services.jobmanager.plugins.builtin;

import fluxj.errors.FluxException;
import fluxj.job.Eventlog;
import fluxj.job.JobId;
import fluxj.job.JobResult;
import fluxj.job.JobState;
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
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// Keeps jobs waiting for other jobs of the same user: until those have started (`afterstart`, and
/// `after` of old), have ended (`afterany`), ended well (`afterok`), ended badly (`afternotok`), or
/// by an exception (`afterexcept`). A wait that can have no end is an exception.
final class DependencyAfter implements JobtapPlugin {
    static final String NAME = ".dependency-after";

    private static final String OLD_SCHEME = "after";
    private static final String TYPE = "dependency";
    private static final int ERROR = 3;

    /// What of the other job is waited for.
    private enum Kind {
        START("afterstart", "after-start"),
        FINISH("afterany", "after-finish"),
        SUCCESS("afterok", "after-success"),
        FAILURE("afternotok", "after-failure"),
        EXCEPT("afterexcept", "after-except");

        private final String scheme;
        private final String word;

        Kind(String scheme, String word) {
            this.scheme = scheme;
            this.word = word;
        }

        static Kind of(String scheme) {
            for (Kind kind : values()) {
                if (kind.scheme.equals(scheme)) {
                    return kind;
                }
            }
            return START;
        }

        /// True when a job that had resources and has ended is what was waited for.
        boolean isMetBy(JobView ended) {
            boolean well = ended.result().filter(JobResult.COMPLETED::equals).isPresent();
            return switch (this) {
                case START -> ended.hasPosted("start");
                case FINISH -> true;
                case SUCCESS -> well;
                case FAILURE -> !well;
                case EXCEPT -> !well && endedByException(ended);
            };
        }

        private static boolean endedByException(JobView ended) {
            return ended.endEvent()
                    .map(event -> event.name().equals("exception"))
                    .orElseGet(() -> ended.hasPosted("exception"));
        }
    }

    /// One job waiting for another.
    private record Wait(long waiting, long target, Kind kind, String description) {}

    private final Map<Long, List<Wait>> byTarget = new LinkedHashMap<>();
    private final Map<Long, List<Wait>> byWaiting = new LinkedHashMap<>();
    private JobtapContext context;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void load(JobtapContext jobtap) {
        context = jobtap;
    }

    @Override
    public List<String> dependencySchemes() {
        return List.of(
                OLD_SCHEME, "afterstart", "afterok", "afterany", "afternotok", "afterexcept");
    }

    @Override
    public Verdict dependency(JobView job, Dependency dependency, JobActions actions) {
        String scheme = dependency.scheme();
        if (scheme.equals(OLD_SCHEME)) {
            actions.raise(TYPE, ERROR, "dependency scheme 'after' is deprecated, use 'afterstart'");
        }
        String text = dependency.value().orElse("");
        Optional<Long> id = parse(text);
        if (id.isEmpty()) {
            return Verdict.reject(
                    "dependency: " + scheme + ": \"" + text + "\" is not a valid jobid");
        }
        Optional<JobView> target = context.job(id.get());
        if (target.isEmpty()) {
            return Verdict.reject("dependency: " + scheme + ": id " + text + ": job not found");
        }
        if (target.get().userid() != job.userid()) {
            return Verdict.reject(scheme + ": Permission denied for job " + text);
        }
        Kind kind = Kind.of(scheme);
        Wait wait = new Wait(job.id(), id.get(), kind, kind.word + "=" + text);
        actions.addDependency(wait.description());
        if (target.get().state() == JobState.INACTIVE) {
            return settled(target.get(), wait, text, actions);
        }
        if (kind == Kind.START && target.get().hasPosted("start")) {
            actions.removeDependency(wait.description());
            return Verdict.ACCEPTED;
        }
        byTarget.computeIfAbsent(wait.target(), _ -> new ArrayList<>()).add(wait);
        byWaiting.computeIfAbsent(wait.waiting(), _ -> new ArrayList<>()).add(wait);
        if (kind == Kind.START) {
            context.actions(wait.target()).subscribe();
        }
        return Verdict.ACCEPTED;
    }

    /// -1 stands for any job, and is none.
    private static Optional<Long> parse(String text) {
        try {
            return Optional.of(JobId.parse(text).value()).filter(id -> id != -1);
        } catch (FluxException _) {
            return Optional.empty();
        }
    }

    private static Verdict settled(JobView target, Wait wait, String text, JobActions actions) {
        if (wait.kind() != Kind.FINISH && !target.hasPosted("alloc")) {
            return Verdict.reject("dependency: after: " + text + " never started");
        }
        if (!wait.kind().isMetBy(target)) {
            return Verdict.reject(
                    switch (wait.kind()) {
                        case START, FINISH -> "dependency: after: " + text + " never started";
                        case SUCCESS ->
                                "dependency: afterok: job " + text + " failed or was canceled";
                        case FAILURE -> "dependency: afternotok: job " + text + " succeeded";
                        case EXCEPT -> "dependency: afterexcept: job " + text + ": no exception";
                    });
        }
        actions.removeDependency(wait.description());
        return Verdict.ACCEPTED;
    }

    @Override
    public void event(JobView job, Eventlog.Event event, JobActions actions) {
        if (event.name().equals("start")) {
            release(job.id(), wait -> wait.kind() == Kind.START);
            actions.unsubscribe();
        }
    }

    @Override
    public void enterInactive(JobView job, StateChange change, JobActions actions) {
        boolean ran = job.hasPosted("alloc");
        release(
                job.id(),
                wait ->
                        wait.kind() == Kind.FINISH
                                || (ran && wait.kind() != Kind.START && wait.kind().isMetBy(job)));
        String why = ran ? "can never be satisfied" : "job never started";
        for (Wait wait : List.copyOf(byTarget.getOrDefault(job.id(), List.of()))) {
            forget(wait);
            raise(wait, "dependency " + wait.description() + " " + why);
        }
    }

    @Override
    public void destroy(JobView job) {
        leave(job.id());
    }

    @Override
    public void enterCleanup(JobView job, StateChange change, JobActions actions) {
        leave(job.id());
    }

    /// A job that waits no longer is waited with no longer.
    private void leave(long waiting) {
        List.copyOf(byWaiting.getOrDefault(waiting, List.of())).forEach(this::forget);
    }

    private void release(long target, Predicate<Wait> met) {
        for (Wait wait : List.copyOf(byTarget.getOrDefault(target, List.of()))) {
            if (met.test(wait)) {
                forget(wait);
                try {
                    context.actions(wait.waiting()).removeDependency(wait.description());
                } catch (FluxException _) {
                    raise(wait, "Failed to remove dependency " + wait.description());
                }
            }
        }
    }

    private void raise(Wait wait, String note) {
        try {
            context.actions(wait.waiting()).raise(TYPE, 0, note);
        } catch (FluxException e) {
            context.log()
                    .err(
                            "id="
                                    + context.name(wait.waiting())
                                    + ": unable to raise exception for "
                                    + wait.description()
                                    + ": "
                                    + e.getMessage());
        }
    }

    private void forget(Wait wait) {
        remove(byTarget, wait.target(), wait);
        remove(byWaiting, wait.waiting(), wait);
    }

    private static void remove(Map<Long, List<Wait>> index, long id, Wait wait) {
        @Nullable List<Wait> waits = index.get(id);
        if (waits != null) {
            waits.remove(wait);
            if (waits.isEmpty()) {
                index.remove(id);
            }
        }
    }

    @Override
    public JsonObject query() {
        List<JsonValue> all = new ArrayList<>();
        byWaiting.values().stream()
                .flatMap(Collection::stream)
                .forEach(
                        wait ->
                                all.add(
                                        JsonObject.builder()
                                                .put("id", wait.target())
                                                .put("depid", wait.waiting())
                                                .put("type", wait.kind().word)
                                                .put("description", wait.description())
                                                .build()));
        return JsonObject.of("dependencies", new JsonArray(all));
    }
}
