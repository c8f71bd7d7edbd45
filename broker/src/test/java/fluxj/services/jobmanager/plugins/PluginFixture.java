package fluxj.services.jobmanager.plugins;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.job.Eventlog;
import fluxj.job.JobState;
import fluxj.jobtap.JobtapPlugin;
import fluxj.jobtap.Priority;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.module.TestBroker;
import fluxj.rpc.HandlerTable;
import fluxj.service.ModuleSpec;
import fluxj.service.Service;
import fluxj.service.ServiceContext;
import fluxj.service.ServiceFactory;
import fluxj.services.jobmanager.JobManagerProtocol;
import fluxj.services.jobmanager.JobtapProtocol;
import fluxj.services.jobmanager.job.EventEngine;
import fluxj.services.jobmanager.job.EventOutlet;
import fluxj.services.jobmanager.job.Job;
import fluxj.services.jobmanager.job.JobCallbacks;
import fluxj.services.jobmanager.job.JobStep;
import fluxj.services.jobmanager.job.JobTable;
import fluxj.services.jobmanager.queue.QueueChanges;
import fluxj.services.jobmanager.queue.Queues;
import fluxj.services.kvs.KvsProtocol;
import fluxj.services.kvswatch.KvsWatchProtocol;
import fluxj.treeobj.Treeobj;
import fluxj.wire.Message;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// A job manager that knows jobs, events, queues and plugins, and neither a scheduler nor shells: a
/// test says what those would do.
public final class PluginFixture {
    /// The jobspec of one core, as all its jobs have one; its attributes are a test's.
    private static final String JOBSPEC =
            "{\"version\":1,\"resources\":[{\"type\":\"node\",\"count\":2,\"with\":[{\"type\":"
                    + "\"slot\",\"count\":3,\"label\":\"task\",\"with\":[{\"type\":\"core\","
                    + "\"count\":4}]}]}],\"tasks\":[],\"attributes\":{\"system\":%s}}";

    private final Map<String, Supplier<JobtapPlugin>> analogs = new LinkedHashMap<>();
    private final TestBroker broker =
            new TestBroker(ServiceFactory.of("job-manager", Manager::new));
    private final List<String> commits = new ArrayList<>();
    private final Map<String, JsonValue> values = new LinkedHashMap<>();
    private final Map<String, Runnable> watchers = new LinkedHashMap<>();
    private @Nullable Manager manager;
    private long lastId = 1000;

    public TestBroker broker() {
        return broker;
    }

    /// Makes a plugin known by a file name.
    public PluginFixture knowing(String name, Supplier<JobtapPlugin> plugin) {
        analogs.put(name, plugin);
        return this;
    }

    /// Starts with this configuration.
    public PluginFixture start(String config) {
        broker.configure(JsonObject.parse(config));
        broker.get(broker.modules().load(ModuleSpec.of("job-manager")));
        return this;
    }

    /// What the job manager may touch.
    public ServiceContext flux() {
        return manager().flux;
    }

    private Manager manager() {
        if (manager == null) {
            throw new IllegalStateException("not started");
        }
        return manager;
    }

    List<String> commits() {
        return commits;
    }

    Map<String, JsonValue> values() {
        return values;
    }

    /// Submits a job of user 1000.
    ///
    /// @param system its `attributes.system`
    public Job submit(String system) {
        return submit(1000, system);
    }

    Job submit(int userid, String system) {
        return manager().submit(++lastId, userid, JsonObject.parse(JOBSPEC.formatted(system)));
    }

    public void post(Job job, String event, String context) {
        manager().engine.post(job, event, JsonObject.parse(context), true);
    }

    /// Gives a job resources on these hosts.
    public void allocate(Job job, String hosts) {
        grant(job, hosts);
        post(job, "alloc", "{}");
    }

    void grant(Job job, String hosts) {
        manager()
                .engine
                .grant(
                        job,
                        JsonObject.parse(
                                "{\"version\":1,\"execution\":{\"R_lite\":[{\"rank\":\"0-1\","
                                        + "\"children\":{\"core\":\"0-3\"}}],\"starttime\":1000.0,"
                                        + "\"expiration\":0.0,\"nodelist\":[\""
                                        + hosts
                                        + "\"]}}"));
    }

    /// Runs a job that has resources to its end.
    public void finish(Job job, int status) {
        if (!job.isStarted()) {
            post(job, "start", "{}");
        }
        post(job, "finish", "{\"status\":" + status + "}");
        end(job);
    }

    public void end(Job job) {
        if (job.hasResources()) {
            post(job, "free", "{}");
        }
        post(job, "clean", "{}");
    }

    public void reload(String config) {
        broker.configure(JsonObject.parse(config));
        manager().jobtap.configure(JsonObject.parse(config));
    }

    Queues queues() {
        return manager().queues;
    }

    JobCallbacks callbacks() {
        return manager().jobtap.callbacks();
    }

    void starting(Job job) {
        manager().starting.add(job.id());
    }

    /// Forgets an inactive job.
    void purge(Job job) {
        manager().jobs.purge(job.id());
        callbacks().inactiveRemoved(job);
    }

    /// The names of a job's events, with what describes them.
    public static List<String> events(Job job) {
        return job.eventlog().stream().map(PluginFixture::line).toList();
    }

    public static String line(Eventlog.Event event) {
        return event.name() + event.context().map(context -> " " + context).orElse("");
    }

    /// Warnings and errors that were logged.
    public List<String> complaints() {
        return broker.logged().stream()
                .filter(line -> line.contains(".err:") || line.contains(".warning:"))
                .map(line -> line.substring(line.indexOf(": ") + 2))
                .toList();
    }

    private final class Manager implements Service, PluginEngine, EventOutlet, QueueChanges {
        private final ServiceContext flux;
        private final JobTable jobs = new JobTable();
        private final Queues queues = new Queues(this);
        private final Jobtap jobtap;
        private final EventEngine engine;
        private final List<Long> starting = new ArrayList<>();

        Manager(ServiceContext flux) {
            this.flux = flux;
            addKvs();
            jobtap = new Jobtap(flux, this, analogs);
            engine =
                    new EventEngine(
                            () -> flux.wallClock().epochSeconds(), jobs, jobtap.callbacks(), this);
            queues.configure(flux.config().object("queues").orElse(JsonObject.EMPTY));
            jobtap.configure(flux.config());
            manager = this;
        }

        private void addKvs() {
            broker.core()
                    .add(
                            "kvs",
                            _ ->
                                    () ->
                                            HandlerTable.builder()
                                                    .on(
                                                            KvsProtocol.COMMIT,
                                                            call -> {
                                                                commits.add(
                                                                        call.body()
                                                                                .ops()
                                                                                .toString());
                                                                call.reply(
                                                                        new KvsProtocol.Root(
                                                                                "", 1));
                                                            })
                                                    .on(
                                                            KvsProtocol.LOOKUP,
                                                            call -> call.reply(found(call.body())))
                                                    .build());
            broker.core()
                    .add(
                            "kvs-watch",
                            _ ->
                                    () ->
                                            HandlerTable.builder()
                                                    .on(
                                                            KvsWatchProtocol.LOOKUP,
                                                            call ->
                                                                    watch(
                                                                            call.body().key(),
                                                                            call::send))
                                                    .build());
        }

        private KvsProtocol.Found found(KvsProtocol.Lookup lookup) {
            return new KvsProtocol.Found(val(lookup.key()));
        }

        private JsonObject val(String key) {
            JsonValue value = values.get(key);
            if (value == null) {
                throw new FluxException(Errno.ENOENT);
            }
            String text = value instanceof JsonValue.Text(String raw) ? raw : value.toString();
            return Treeobj.Val.of(text.getBytes(StandardCharsets.UTF_8)).toJson();
        }

        private void watch(String key, Consumer<KvsWatchProtocol.Value> send) {
            watchers.put(key, () -> send.accept(new KvsWatchProtocol.Value(Optional.of(val(key)))));
        }

        @Override
        public HandlerTable handlers() {
            return HandlerTable.builder()
                    .on(JobtapProtocol.JOBTAP, jobtap::jobtap)
                    .on(JobtapProtocol.JOBTAP_QUERY, jobtap::query)
                    .on(JobManagerProtocol.UPDATE, jobtap::update)
                    .build();
        }

        @Override
        public boolean intercept(Message message) {
            return jobtap.intercept(message);
        }

        Job submit(long id, int userid, JsonObject jobspec) {
            Job job = new Job(id, jobspec);
            jobs.add(job);
            double now = flux.wallClock().epochSeconds();
            engine.post(
                    job,
                    EventEngine.entry(
                            now,
                            "submit",
                            JsonObject.builder()
                                    .put("userid", userid)
                                    .put("urgency", 16)
                                    .put("flags", 0)
                                    .put("version", 1)
                                    .build()),
                    true);
            JobCallbacks plugins = jobtap.callbacks();
            try {
                plugins.create(job);
                plugins.validate(job);
                plugins.checkDependencies(job, false);
            } catch (FluxException e) {
                jobs.drop(job);
                plugins.destroyed(job);
                throw e;
            }
            plugins.accepted(job);
            engine.post(job, "validate", JsonObject.EMPTY, true);
            return job;
        }

        @Override
        public List<Job> activeJobs() {
            return List.copyOf(jobs.active());
        }

        @Override
        public Optional<Job> job(long id) {
            return jobs.find(id);
        }

        private Job active(long id) {
            return jobs.active(id).orElseThrow(() -> new FluxException(Errno.ENOENT));
        }

        @Override
        public void post(long id, String event, Optional<JsonObject> context) {
            engine.post(active(id), event, context.orElse(JsonObject.EMPTY), true);
        }

        @Override
        public void annotate(long id, JsonObject annotations) {
            engine.post(
                    active(id), "annotations", JsonObject.of("annotations", annotations), false);
        }

        @Override
        public void raise(long id, String type, int severity, String note) {
            post(
                    id,
                    "exception",
                    Optional.of(
                            JsonObject.builder()
                                    .put("type", type)
                                    .put("severity", severity)
                                    .put("note", note)
                                    .build()));
        }

        @Override
        public void reprioritize(long id, long priority) {
            Job job = active(id);
            if (job.state() == JobState.PRIORITY || job.priority() != priority) {
                post(id, "priority", Optional.of(JsonObject.of("priority", priority)));
            }
        }

        @Override
        public void reprioritizeAll() {
            for (Job job : activeJobs()) {
                boolean waits = job.state() == JobState.PRIORITY || job.state() == JobState.SCHED;
                if (waits
                        && jobtap.callbacks().priority(job) instanceof Priority.Value(long value)) {
                    reprioritize(job.id(), value);
                }
            }
        }

        @Override
        public void allocate(long id, JsonObject resources) {
            engine.grant(active(id), resources);
        }

        @Override
        public Optional<Boolean> dependency(long id, String description) {
            Job job = active(id);
            if (job.dependencies().orElse(List.of()).contains(description)) {
                return Optional.of(true);
            }
            return job.eventlog().stream()
                            .anyMatch(
                                    event ->
                                            event.name().equals("dependency-add")
                                                    && event.context()
                                                            .flatMap(c -> c.text("description"))
                                                            .orElse("")
                                                            .equals(description))
                    ? Optional.of(false)
                    : Optional.empty();
        }

        @Override
        public boolean isQueueEnabled(String name) {
            return queues.names().contains(name) && queues.find(Optional.of(name)).isEnabled();
        }

        @Override
        public boolean isStartRequested(long id) {
            return starting.contains(id);
        }

        @Override
        public void tell(Job job, Eventlog.Event event) {}

        @Override
        public void store(Job job, String name, byte[] line) {}

        @Override
        public void expirationMoved(Job job) {}

        @Override
        public void act(Job job) {
            for (JobStep step : JobStep.next(job, JobStep.Request.NONE, true)) {
                if (step == JobStep.DEPEND) {
                    engine.post(job, "depend", JsonObject.EMPTY, true);
                } else if (step == JobStep.RETIRE) {
                    jobs.retire(job);
                    jobtap.callbacks().inactiveAdded(job);
                    jobtap.callbacks().destroyed(job);
                }
            }
        }

        @Override
        public void refused(Job job, Eventlog.Event event, FluxException reason) {
            flux.log().err(job + ": " + event.name() + ": " + reason.getMessage());
        }

        @Override
        public void started(Optional<String> queue) {}

        @Override
        public void stopped(Optional<String> queue) {}
    }

    /// Sets a value and tells who watches it.
    void set(String key, String json) {
        values.put(key, JsonValue.parse(json));
        broker.reactor().run();
        Runnable watcher = watchers.get(key);
        if (watcher != null) {
            watcher.run();
            broker.reactor().run();
        }
    }
}
