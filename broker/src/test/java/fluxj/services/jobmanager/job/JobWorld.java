package fluxj.services.jobmanager.job;

import fluxj.errors.FluxException;
import fluxj.job.Eventlog;
import fluxj.job.JobState;
import fluxj.jobtap.Priority;
import fluxj.jobtap.StateChange;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.services.jobmanager.job.JobStep.Request;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/// A world around the engine in which anything may happen to any job at any time: a scheduler that
/// gives out a few cores, an execution system, a plugin with prologs, epilogs and dependencies, and
/// users.
final class JobWorld implements EventOutlet, JobCallbacks {
    private static final int CORES = 4;

    private final RandomGenerator random;
    private final JobTable jobs = new JobTable();
    private final EventEngine engine = new EventEngine(this::now, jobs, this, this);
    private final Map<Long, StringBuilder> eventlogs = new LinkedHashMap<>();
    private final Map<Long, Request> requests = new HashMap<>();
    private final Set<Long> starting = new LinkedHashSet<>();
    private final Map<Integer, Long> cores = new LinkedHashMap<>();
    private final Set<Long> held = new LinkedHashSet<>();
    private final List<String> complaints = new ArrayList<>();
    private final boolean perilogs;
    private double time = 1000;
    private long lastId;
    private int refusals;

    JobWorld(RandomGenerator random) {
        this.random = random;
        perilogs = random.nextBoolean();
    }

    private double now() {
        time += 0.001;
        return time;
    }

    JobTable jobs() {
        return jobs;
    }

    long submitted() {
        return lastId;
    }

    // --- what may happen

    void step() {
        switch (random.nextInt(12)) {
            case 0, 1 -> submit();
            case 2 -> commit();
            case 3 -> schedule();
            case 4 -> finishSome();
            case 5 -> any().ifPresent(job -> post(job, "urgency", urgency()));
            case 6 -> any().ifPresent(this::raise);
            case 7 ->
                    any().ifPresent(
                                    job ->
                                            post(
                                                    job,
                                                    "memo",
                                                    JsonObject.of("a", JsonValue.of(time))));
            case 8 -> any().ifPresent(this::update);
            case 9 -> any().ifPresent(job -> endOne(job));
            case 10 -> any().ifPresent(job -> post(job, "flux-restart", JsonObject.EMPTY));
            default -> startSome();
        }
    }

    private void submit() {
        Job job = new Job(++lastId, JsonObject.of("version", 1));
        jobs.add(job);
        JsonObject context =
                JsonObject.builder()
                        .put("userid", random.nextInt(3))
                        .put("urgency", random.nextInt(32))
                        .put("flags", 0)
                        .put("version", 1)
                        .build();
        engine.post(job, EventEngine.entry(now(), "submit", context), true);
        if (random.nextInt(3) == 0) {
            post(job, "dependency-add", JsonObject.of("description", "d" + random.nextInt(2)));
        }
        engine.hold(job);
        held.add(job.id());
        post(job, "validate", JsonObject.EMPTY);
    }

    private void commit() {
        List<Long> ready = List.copyOf(held);
        held.clear();
        ready.forEach(id -> jobs.active(id).ifPresent(engine::release));
    }

    private void schedule() {
        for (int core = 0; core < CORES; core++) {
            Optional<Job> next =
                    jobs.active().stream()
                            .filter(job -> requests.get(job.id()) == Request.QUEUED)
                            .min(Job::compare);
            if (next.isEmpty() || cores.containsKey(core)) {
                continue;
            }
            Job job = next.get();
            requests.remove(job.id());
            cores.put(core, job.id());
            engine.grant(job, JsonObject.of("execution", JsonObject.of("nodelist", "core" + core)));
            post(job, "alloc", JsonObject.EMPTY);
        }
    }

    private void startSome() {
        for (long id : List.copyOf(starting)) {
            jobs.active(id)
                    .filter(job -> !job.isStarted() && job.state() == JobState.RUN)
                    .ifPresent(job -> post(job, "start", JsonObject.EMPTY));
        }
    }

    private void finishSome() {
        for (long id : List.copyOf(starting)) {
            Optional<Job> job = jobs.active(id);
            if (job.isEmpty() || random.nextBoolean()) {
                continue;
            }
            post(job.get(), "finish", JsonObject.of("status", random.nextInt(3) * 256));
            starting.remove(id);
            post(
                    job.get(),
                    "release",
                    JsonObject.builder().put("ranks", "all").put("final", true).build());
        }
    }

    private JsonObject urgency() {
        return JsonObject.builder().put("userid", 0).put("urgency", random.nextInt(32)).build();
    }

    private void raise(Job job) {
        String type = List.of("cancel", "timeout", "exec").get(random.nextInt(3));
        post(
                job,
                "exception",
                JsonObject.builder()
                        .put("type", type)
                        .put("severity", random.nextInt(2))
                        .put("note", "")
                        .build());
    }

    private void update(Job job) {
        if (random.nextBoolean()) {
            post(job, "jobspec-update", JsonObject.of("attributes.system.x", JsonValue.of(time)));
        } else {
            post(job, "resource-update", JsonObject.of("expiration", JsonValue.of(time)));
        }
    }

    /// What holds a job up comes to its end.
    private void endOne(Job job) {
        for (String dependency : job.dependencies().orElse(List.of())) {
            post(job, "dependency-remove", JsonObject.of("description", dependency));
        }
        if (job.perilogs() > 0) {
            String what = job.state() == JobState.CLEANUP && !isProlog(job) ? "epilog" : "prolog";
            post(job, what + "-finish", JsonObject.of("description", "p"));
        }
    }

    private static boolean isProlog(Job job) {
        return job.hasPosted("prolog-start") && !job.hasPosted("prolog-finish");
    }

    /// Whatever can go on goes on until nothing does.
    void settle() {
        for (int i = 0; i < 200 && !jobs.active().isEmpty(); i++) {
            commit();
            for (Job job : List.copyOf(jobs.active())) {
                if (job.state() == JobState.SCHED && job.priority() == 0) {
                    post(
                            job,
                            "urgency",
                            JsonObject.builder().put("userid", 0).put("urgency", 16).build());
                }
                endOne(job);
            }
            schedule();
            finishSome();
        }
    }

    private Optional<Job> any() {
        List<Job> all = List.copyOf(jobs.active());
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(random.nextInt(all.size())));
    }

    /// What a job cannot have in its state is refused and changes nothing; that may happen here.
    private void post(Job job, String name, JsonObject context) {
        try {
            engine.post(job, name, context, true);
        } catch (FluxException _) {
            refusals++;
        }
    }

    // --- the job manager

    @Override
    public void tell(Job job, Eventlog.Event event) {}

    @Override
    public void store(Job job, String name, byte[] line) {
        eventlogs
                .computeIfAbsent(job.id(), _ -> new StringBuilder())
                .append(new String(line, StandardCharsets.UTF_8));
    }

    @Override
    public void expirationMoved(Job job) {}

    @Override
    public void refused(Job job, Eventlog.Event event, FluxException reason) {}

    @Override
    public void act(Job job) {
        Request request = requests.getOrDefault(job.id(), Request.NONE);
        for (JobStep step : JobStep.next(job, request, starting.contains(job.id()))) {
            switch (step) {
                case DEPEND -> post(job, "depend", JsonObject.EMPTY);
                case DEQUEUE, CANCEL_REQUEST, DROP_REQUEST -> requests.remove(job.id());
                case ENQUEUE -> requests.put(job.id(), Request.QUEUED);
                case START -> starting.add(job.id());
                case RELEASE -> release(job);
                case CLEAN -> post(job, "clean", JsonObject.EMPTY);
                case RETIRE -> jobs.retire(job);
            }
        }
    }

    private void release(Job job) {
        if (!cores.values().removeIf(holder -> holder == job.id())) {
            complaints.add(job.id() + " gives back what it has not");
        }
        post(job, "free", JsonObject.EMPTY);
    }

    // --- the plugins

    @Override
    public void entered(Job job, StateChange change) {
        switch (job.state()) {
            case PRIORITY -> post(job, "priority", JsonObject.of("priority", (long) job.urgency()));
            case RUN -> {
                if (perilogs) {
                    post(job, "prolog-start", JsonObject.of("description", "p"));
                }
            }
            case CLEANUP -> {
                if (perilogs && job.hasResources()) {
                    post(job, "epilog-start", JsonObject.of("description", "p"));
                }
            }
            case NEW, DEPEND, SCHED, INACTIVE -> {}
        }
    }

    @Override
    public void create(Job job) {}

    @Override
    public void validate(Job job) {}

    @Override
    public void checkDependencies(Job job, boolean restart) {}

    @Override
    public void accepted(Job job) {}

    @Override
    public void posted(Job job, Eventlog.Event event) {}

    @Override
    public void updated(Job job, JsonObject updates) {}

    @Override
    public Priority priority(Job job) {
        return Priority.of(job.urgency());
    }

    @Override
    public void inactiveAdded(Job job) {}

    @Override
    public void inactiveRemoved(Job job) {}

    @Override
    public void destroyed(Job job) {}

    // --- what must hold

    /// What is wrong now.
    List<String> wrong() {
        List<String> wrong = new ArrayList<>(complaints);
        for (long id = 1; id <= lastId; id++) {
            long known = id;
            jobs.find(id)
                    .ifPresentOrElse(job -> check(job, wrong), () -> wrong.add(known + " lost"));
        }
        long holding = jobs.active().stream().filter(Job::hasResources).count();
        if (holding > CORES || holding < cores.size()) {
            wrong.add(holding + " jobs hold " + cores.size() + " cores");
        }
        return wrong;
    }

    private void check(Job job, List<String> wrong) {
        Job again =
                job.state() == JobState.NEW
                        ? job
                        : EventEngine.replay(
                                job.id(), JsonObject.of("version", 1), granted(job), eventlog(job));
        if (!describe(again).equals(describe(job))) {
            wrong.add(describe(job) + "\n  is after a restart\n" + describe(again));
        }
    }

    /// The R that the scheduler stored, which no event has changed.
    private static Optional<JsonObject> granted(Job job) {
        return job.resources()
                .flatMap(resources -> resources.object("execution"))
                .map(execution -> execution.toBuilder().remove("expiration").build())
                .map(execution -> JsonObject.of("execution", execution));
    }

    private List<Eventlog.Event> eventlog(Job job) {
        String text = eventlogs.getOrDefault(job.id(), new StringBuilder()).toString();
        return Eventlog.decode(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String describe(Job job) {
        boolean isActive = job.state() != JobState.INACTIVE;
        List<JsonValue> events = new ArrayList<>();
        if (isActive) {
            job.eventlog().forEach(event -> events.add(event.json()));
        }
        return String.join(
                " ",
                job.jobId().dec(),
                job.state().name(),
                "user " + job.userid(),
                "urgency " + job.urgency(),
                "priority " + job.priority(),
                "flags " + job.flags(),
                "submitted " + job.submitTime(),
                "cleaned " + job.cleanTime(),
                "holds " + job.hasResources(),
                "started " + job.isStarted(),
                "perilogs " + job.perilogs(),
                "result " + job.result(),
                "end " + (isActive ? job.endEvent() : ""),
                "waits for " + (isActive ? job.dependencies() : ""),
                "jobspec " + (isActive ? job.jobspec() : ""),
                "R " + (isActive ? job.resources() : ""),
                new JsonArray(events).toString());
    }
}
