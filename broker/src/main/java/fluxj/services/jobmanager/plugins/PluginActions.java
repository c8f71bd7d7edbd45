package fluxj.services.jobmanager.plugins;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.job.JobId;
import fluxj.job.JobState;
import fluxj.jobtap.AuxKey;
import fluxj.jobtap.JobActions;
import fluxj.jobtap.JobView;
import fluxj.jobtap.Priority;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.util.List;
import java.util.Optional;

/// What one plugin may do to one job: checked against the job's state, then handed to the engine.
final class PluginActions implements JobActions {
    private static final List<String> FLAGS = List.of("alloc-bypass", "debug", "immutable");
    private static final int MAX_SEVERITY = 7;

    private final PluginEngine engine;
    private final KvsValues kvs;
    private final JobMemory memory;
    private final JobView job;

    PluginActions(PluginEngine engine, KvsValues kvs, JobMemory memory, JobView job) {
        this.engine = engine;
        this.kvs = kvs;
        this.memory = memory;
        this.job = job;
    }

    private static FluxException invalid(String text) {
        return new FluxException(Errno.EINVAL, text);
    }

    private long active() {
        if (job.state() == JobState.INACTIVE) {
            throw new FluxException(Errno.ENOENT);
        }
        return job.id();
    }

    private void expect(boolean possible, String action) {
        active();
        if (!possible) {
            throw invalid(action + " is not possible in state " + job.state());
        }
    }

    private void postDescription(String event, String description) {
        post(event, JsonObject.of("description", description));
    }

    private void postStatus(String event, String description, int status) {
        post(event, JsonObject.of("description", description).with("status", JsonValue.of(status)));
    }

    private boolean waitsForDependencies() {
        return job.state() == JobState.NEW || job.state() == JobState.DEPEND;
    }

    @Override
    public void addDependency(String description) {
        expect(waitsForDependencies(), "dependency-add");
        if (engine.dependency(job.id(), description).isEmpty()) {
            postDescription("dependency-add", description);
        }
    }

    @Override
    public void removeDependency(String description) {
        expect(waitsForDependencies(), "dependency-remove");
        if (engine.dependency(job.id(), description).orElse(true)) {
            postDescription("dependency-remove", description);
        }
    }

    @Override
    public void startProlog(String description) {
        expect(
                job.state() != JobState.CLEANUP && !engine.isStartRequested(job.id()),
                "prolog-start");
        postDescription("prolog-start", description);
    }

    @Override
    public void finishProlog(String description, int status) {
        expect(!engine.isStartRequested(job.id()), "prolog-finish");
        postStatus("prolog-finish", description, status);
    }

    @Override
    public void startEpilog(String description) {
        expect(job.state() == JobState.CLEANUP, "epilog-start");
        postDescription("epilog-start", description);
    }

    @Override
    public void finishEpilog(String description, int status) {
        expect(job.state() == JobState.CLEANUP, "epilog-finish");
        postStatus("epilog-finish", description, status);
    }

    @Override
    public void post(String event, Optional<JsonObject> context) {
        engine.post(active(), event, context);
    }

    @Override
    public void raise(String type, int severity, String note) {
        if (severity < 0 || severity > MAX_SEVERITY) {
            throw invalid("invalid exception severity");
        }
        engine.raise(active(), type, severity, note);
    }

    @Override
    public void setFlag(String flag) {
        if (!FLAGS.contains(flag)) {
            throw invalid("no such job flag: " + flag);
        }
        post("set-flags", JsonObject.of("flags", JsonArray.of(JsonValue.of(flag))));
    }

    @Override
    public void annotate(JsonObject annotations) {
        engine.annotate(active(), annotations);
    }

    @Override
    public void reprioritize(long priority) {
        if (priority < 0 || priority > Priority.MAX) {
            throw invalid("priority " + priority + " is out of range");
        }
        engine.reprioritize(active(), priority);
    }

    @Override
    public void updateJobspec(JsonObject updates) {
        expect(job.state().compareTo(JobState.RUN) < 0, "jobspec-update");
        JobspecKeys.check(updates);
        post("jobspec-update", updates);
    }

    @Override
    public void allocate(JsonObject resources) {
        expect(job.state() == JobState.SCHED, "alloc");
        engine.allocate(job.id(), resources);
        kvs.put(
                new JobId(job.id()).kvs() + ".R",
                resources,
                () -> post("alloc", JsonObject.of("bypass", JsonValue.of(true))),
                e -> raise("alloc", 0, "failed to commit R to kvs: " + e.getMessage()));
    }

    @Override
    public void subscribe() {
        memory.subscribe(active());
    }

    @Override
    public void unsubscribe() {
        memory.unsubscribe(job.id());
    }

    @Override
    public <T> void remember(AuxKey<T> key, T value) {
        memory.put(active(), key, value);
    }

    @Override
    public <T> Optional<T> recall(AuxKey<T> key) {
        return memory.get(job.id(), key);
    }

    @Override
    public <T> Optional<T> forget(AuxKey<T> key) {
        return memory.remove(job.id(), key);
    }
}
