package fluxj.services.jobmanager.plugins;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.coral2.dws.DwsPlugins;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.job.Eventlog;
import fluxj.job.JobId;
import fluxj.job.JobState;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.rpc.HandlerTable;
import fluxj.services.jobinfo.JobInfoProtocol;
import fluxj.services.jobmanager.job.Job;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;

/// Random faults: plugin and service come and go, jobs are canceled and given up at any moment. In
/// the end every job is over, nothing was begun or ended twice, and no workflow is left.
class DwsFaultsTest {
    private static final String NAME = "dws-jobtap.so";
    private static final int JOBS = 6;
    private static final int STEPS = 150;

    private final PluginFixture flux = new PluginFixture();
    private final List<MoodyDws> services = new ArrayList<>();
    private final List<Job> jobs = new ArrayList<>();
    private final Map<Long, List<String>> logs = new LinkedHashMap<>();
    private Random random = new Random();
    private boolean loaded = true;

    private void start(long seed) {
        random = new Random(seed);
        DwsPlugins.ofInstance().forEach(flux::knowing);
        flux.broker()
                .core()
                .add(
                        "dws",
                        context -> {
                            services.add(new MoodyDws(context, random));
                            return services.getLast();
                        });
        flux.broker()
                .core()
                .add(
                        "job-info",
                        _ ->
                                () ->
                                        HandlerTable.builder()
                                                .on(
                                                        JobInfoProtocol.LOOKUP,
                                                        call -> call.reply(found(call.body().id())))
                                                .build());
        flux.start(
                "{\"job-manager\":{\"plugins\":[{\"load\":\""
                        + NAME
                        + "\",\"conf\":{\"version\":\""
                        + (random.nextBoolean() ? "0.36" : "0.24")
                        + "\",\"epilog-timeout\":"
                        + random.nextInt(2) * 300
                        + "}}]}}");
    }

    private JobInfoProtocol.Found found(long id) {
        if (!logs.containsKey(id)) {
            throw new FluxException(Errno.ENOENT);
        }
        return new JobInfoProtocol.Found(
                id, JsonObject.of("eventlog", String.join("", logs.get(id))));
    }

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 60);
    }

    private MoodyDws service() {
        return services.getFirst();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void inTheEndEveryJobIsOverAndNoWorkflowIsLeft(long seed) {
        start(seed);
        for (int step = 0; step < STEPS; step++) {
            step();
            flux.broker().reactor().advance(Duration.ofMillis(random.nextInt(3000)));
        }
        settle();
        for (Job job : jobs) {
            assertEquals(JobState.INACTIVE, job.state(), () -> log(job));
            for (String once : List.of("prolog-start", "prolog-finish", "epilog-start")) {
                assertTrue(count(job, once) <= 1, () -> once + "\n" + log(job));
            }
            assertEquals(count(job, "prolog-start"), count(job, "prolog-finish"), () -> log(job));
            assertEquals(count(job, "epilog-start"), count(job, "epilog-finish"), () -> log(job));
        }
        assertEquals(JOBS, jobs.size());
        assertEquals(
                List.of(),
                service().workflows(),
                () -> String.join("\n\n", jobs.stream().map(this::log).toList()));
        assertEquals(List.of(), flux.broker().faults());
    }

    private String log(Job job) {
        return String.join("", logs.getOrDefault(job.id(), lines(job)));
    }

    private long count(Job job, String event) {
        return logs.getOrDefault(job.id(), List.of()).stream()
                .filter(line -> line.contains("\"" + event + "\""))
                .count();
    }

    private static List<String> lines(Job job) {
        return job.eventlog().stream().map(Eventlog.Event::json).map(json -> json + "\n").toList();
    }

    private void step() {
        switch (random.nextInt(12)) {
            case 0 -> submit();
            case 1 -> service().turn();
            case 2 -> setLoaded(!loaded);
            case 3 -> hurt();
            case 4, 5, 6 -> service().watch();
            default -> jobs.forEach(this::drive);
        }
    }

    private void submit() {
        if (jobs.size() < JOBS) {
            Job job = flux.submit("{\"dw\":\"#DW jobdw\"}");
            flux.values().put(new JobId(job.id()).kvs("R"), JsonValue.parse("{\"execution\":{}}"));
            jobs.add(job);
        }
    }

    private void setLoaded(boolean wanted) {
        if (loaded != wanted) {
            flux.broker()
                    .ask(
                            "job-manager.jobtap",
                            "{\"" + (wanted ? "load" : "remove") + "\":\"" + NAME + "\"}");
            loaded = wanted;
        }
    }

    private void hurt() {
        if (jobs.isEmpty()) {
            return;
        }
        Job job = jobs.get(random.nextInt(jobs.size()));
        if (job.state() != JobState.INACTIVE) {
            flux.post(
                    job,
                    "exception",
                    "{\"type\":\""
                            + (random.nextBoolean() ? "cancel" : "dws-epilog-timeout")
                            + "\",\"severity\":"
                            + random.nextInt(2)
                            + ",\"note\":\"\"}");
        }
    }

    /// What scheduler, execution system and job manager do with a job.
    private void drive(Job job) {
        switch (job.state()) {
            case SCHED -> flux.allocate(job, "a");
            case RUN -> {
                if (job.isStarted()) {
                    flux.post(job, "finish", "{\"status\":0}");
                } else if (job.perilogs() == 0) {
                    flux.post(job, "start", "{}");
                }
            }
            case CLEANUP -> {
                if (job.isStarted() && !job.hasPosted("finish") && !job.hasPosted("release")) {
                    endTasks(job);
                } else if (job.perilogs() == 0) {
                    end(job);
                }
            }
            case NEW, DEPEND, PRIORITY, INACTIVE -> {}
        }
    }

    /// They end, or the execution system has lost them.
    private void endTasks(Job job) {
        if (random.nextInt(3) > 0) {
            flux.post(job, "finish", "{\"status\":9}");
        }
        flux.post(job, "release", "{\"ranks\":\"all\",\"final\":true}");
    }

    private void end(Job job) {
        List<String> lines = new ArrayList<>(lines(job));
        lines.add("{\"timestamp\":9.0,\"name\":\"clean\"}\n");
        logs.put(job.id(), lines);
        flux.end(job);
    }

    /// Everything is there again and stays.
    private void settle() {
        while (jobs.size() < JOBS) {
            submit();
        }
        service().steady();
        setLoaded(false);
        setLoaded(true);
        for (int i = 0; i < 300; i++) {
            service().watch();
            flux.broker().reactor().advance(Duration.ofSeconds(1));
            jobs.forEach(this::drive);
        }
    }
}
