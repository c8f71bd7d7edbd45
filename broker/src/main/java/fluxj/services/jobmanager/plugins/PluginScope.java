package fluxj.services.jobmanager.plugins;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.job.JobId;
import fluxj.jobtap.Callers;
import fluxj.jobtap.JobActions;
import fluxj.jobtap.JobView;
import fluxj.jobtap.JobtapContext;
import fluxj.jobtap.Pending;
import fluxj.jobtap.PluginLog;
import fluxj.jobtap.PluginRequest;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.reactor.Timer;
import fluxj.rpc.Access;
import fluxj.rpc.RpcMethod;
import fluxj.service.Log;
import fluxj.service.Severity;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// What one loaded plugin may ask for. All that it asked for ends with it.
final class PluginScope implements JobtapContext {
    private static final String SERVICE = "job-manager.";

    private final Surroundings around;
    private final OtherPlugins others;
    private final KvsValues kvs;
    private final JobMemory memory = new JobMemory();
    private final String name;
    private final String service;
    private final JsonObject conf;
    private final Set<Pending> pending = Collections.newSetFromMap(new IdentityHashMap<>());
    private boolean closed;

    PluginScope(
            Surroundings around,
            OtherPlugins others,
            String name,
            String service,
            JsonObject conf) {
        this.around = around;
        this.others = others;
        this.name = name;
        this.service = service;
        this.conf = conf;
        kvs = new KvsValues(around.flux());
    }

    JobMemory memory() {
        return memory;
    }

    /// Ends all that the plugin asked for.
    void close() {
        closed = true;
        List<Pending> all = new ArrayList<>(pending);
        pending.clear();
        all.forEach(Pending::cancel);
        around.services().removeAll(name);
    }

    private void run(String topic, Runnable task) {
        if (!closed) {
            around.callbacks().run(name, topic, task);
        }
    }

    private <T> Consumer<T> guarded(String topic, Consumer<T> consumer) {
        return value -> run(topic, () -> consumer.accept(value));
    }

    JobActions actions(JobView job) {
        return new PluginActions(around.engine(), kvs, memory, job);
    }

    @Override
    public JsonObject conf() {
        return conf;
    }

    @Override
    public JsonObject config() {
        return around.flux().config();
    }

    @Override
    public Optional<String> attribute(String attribute) {
        return around.flux().attributes().get(attribute);
    }

    @Override
    public int owner() {
        return attribute("security.owner").map(Integer::parseInt).orElse(0);
    }

    @Override
    public PluginLog log() {
        Log log = around.flux().log();
        return new PluginLog() {
            @Override
            public void err(String text) {
                log.err(text);
            }

            @Override
            public void warning(String text) {
                log.warning(text);
            }

            @Override
            public void notice(String text) {
                log.log(Severity.NOTICE, text);
            }

            @Override
            public void info(String text) {
                log.info(text);
            }

            @Override
            public void debug(String text) {
                log.debug(text);
            }
        };
    }

    @Override
    public String name(long id) {
        return new JobId(id).f58(around.flux().variables());
    }

    @Override
    public double now() {
        return around.flux().wallClock().epochSeconds();
    }

    @Override
    public long random() {
        return around.flux().reactor().random().nextLong();
    }

    @Override
    public Pending after(Duration delay, Runnable task) {
        return new ScopedTimer(delay, task);
    }

    /// A timer that is forgotten when it has run.
    private final class ScopedTimer implements Pending {
        private final Timer timer;

        ScopedTimer(Duration delay, Runnable task) {
            pending.add(this);
            timer =
                    around.flux()
                            .reactor()
                            .after(
                                    delay,
                                    () -> {
                                        pending.remove(this);
                                        run("timer", task);
                                    });
        }

        @Override
        public void cancel() {
            pending.remove(this);
            timer.cancel();
        }
    }

    @Override
    public List<JobView> activeJobs() {
        return List.copyOf(around.engine().activeJobs());
    }

    @Override
    public Optional<JobView> job(long id) {
        return around.engine().job(id).map(job -> job);
    }

    @Override
    public JobActions actions(long id) {
        return job(id).map(this::actions).orElseThrow(() -> new FluxException(Errno.ENOENT));
    }

    @Override
    public boolean isQueueEnabled(String queue) {
        return around.engine().isQueueEnabled(queue);
    }

    @Override
    public void reprioritizeAll() {
        around.engine().reprioritizeAll();
    }

    @Override
    public void serve(String method, Callers callers, Consumer<PluginRequest> handler) {
        around.services()
                .add(
                        name,
                        SERVICE + service + "." + method,
                        callers == Callers.USERS ? Access.USER : Access.OWNER,
                        handler);
    }

    @Override
    public void lookup(String key, Consumer<JsonValue> found, Consumer<FluxException> failed) {
        kvs.lookup(key, guarded(key, found), guarded(key, failed));
    }

    @Override
    public Pending watch(String key, Consumer<JsonValue> changed, Consumer<FluxException> failed) {
        Pending watch = kvs.watch(key, guarded(key, changed), guarded(key, failed));
        pending.add(watch);
        return () -> {
            pending.remove(watch);
            watch.cancel();
        };
    }

    @Override
    public <Q extends Record, R extends Record> void call(
            RpcMethod<Q, R> method,
            int rank,
            Q request,
            Consumer<R> answered,
            Consumer<FluxException> failed) {
        around.flux()
                .rpc()
                .call(method, rank, request)
                .then(guarded(method.topic(), answered), guarded(method.topic(), failed));
    }

    @Override
    public List<JsonObject> callPlugins(String topic, JobView job, JsonObject arguments) {
        if (topic.startsWith("job.")) {
            throw new FluxException(Errno.EINVAL, "topic " + topic + " is the job manager's own");
        }
        return others.call(topic, job, arguments);
    }
}
