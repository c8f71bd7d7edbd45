package fluxj.sim.jobs;

import fluxj.job.JobId;
import fluxj.job.Urgency;
import fluxj.job.spec.SignedJobspec;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.services.jobingest.JobIngestProtocol.Submit;

import java.util.List;
import java.util.random.RandomGenerator;

/// Submissions of mock jobs of all kinds: on cores and on nodes, short and long, some that fail,
/// some that are held, that wait for others, that run into their limit, or that never fit.
final class RandomJobs {
    private static final List<String> SCHEMES =
            List.of("afterok", "afterany", "afternotok", "afterstart");

    private final RandomGenerator random;
    private final int nodes;
    private final long userid;

    RandomJobs(RandomGenerator random, int nodes, long userid) {
        this.random = random;
        this.nodes = nodes;
        this.userid = userid;
    }

    private boolean oneIn(int number) {
        return random.nextInt(number) == 0;
    }

    /// A submission.
    ///
    /// @param earlier the ids of jobs that it may wait for
    Submit next(List<Long> earlier) {
        int urgency = Urgency.DEFAULT;
        if (oneIn(20)) {
            urgency = Urgency.HOLD;
        } else if (oneIn(3)) {
            urgency = random.nextInt(1, Urgency.EXPEDITE + 1);
        }
        return submit(oneIn(2) ? slots(cores()) : nodes(), system(earlier), urgency);
    }

    /// A submission of a job that runs that long on so many nodes, on one core of each.
    Submit on(int count, int seconds) {
        JsonObject test = JsonObject.of("test", JsonObject.of("run_duration", seconds + "s"));
        JsonObject system = JsonObject.builder().put("duration", 0.0).put("exec", test).build();
        return submit(node(count, resource("core", 1)), system, Urgency.DEFAULT);
    }

    private Submit submit(JsonObject resources, JsonObject system, int urgency) {
        String jobspec = jobspec(resources, system).toString();
        return new Submit(SignedJobspec.wrap(userid, jobspec), urgency, 0);
    }

    private static JsonObject jobspec(JsonObject resources, JsonObject system) {
        JsonObject task =
                JsonObject.builder()
                        .put("command", JsonArray.of(JsonValue.of("true")))
                        .put("slot", "task")
                        .put("count", JsonObject.of("per_slot", 1))
                        .build();
        return JsonObject.builder()
                .put("version", 1)
                .put("resources", JsonArray.of(resources))
                .put("tasks", JsonArray.of(task))
                .put("attributes", JsonObject.of("system", system))
                .build();
    }

    private static JsonObject resource(String type, int count) {
        return JsonObject.builder().put("type", type).put("count", count).build();
    }

    private int cores() {
        return oneIn(100) ? JobInstance.CORES + 1 : random.nextInt(1, JobInstance.CORES + 1);
    }

    private JsonObject slots(int cores) {
        return slot(oneIn(4) ? 2 : 1, resource("core", cores));
    }

    private static JsonObject slot(int count, JsonObject what) {
        return resource("slot", count)
                .with("label", JsonValue.of("task"))
                .with("with", JsonArray.of(what));
    }

    private static JsonObject node(int count, JsonObject what) {
        return resource("node", count).with("with", JsonArray.of(slot(1, what)));
    }

    private JsonObject nodes() {
        int most = Math.min(nodes, oneIn(10) ? 16 : 3);
        int count = oneIn(100) ? nodes + 1 : random.nextInt(1, most + 1);
        JsonObject node = resource("node", count);
        if (oneIn(3)) {
            node = node.with("exclusive", JsonValue.of(true));
        }
        return node.with("with", JsonArray.of(slots(1)));
    }

    private JsonObject system(List<Long> earlier) {
        double runTime = oneIn(10) ? 20 * random.nextDouble() : random.nextDouble();
        JsonObject.Builder test =
                JsonObject.builder().put("run_duration", Math.max(runTime, 0.001) + "s");
        if (oneIn(15)) {
            test.put("wait_status", random.nextInt(1, 4) << 8);
        }
        if (oneIn(50)) {
            test.put("mock_exception", random.nextBoolean() ? "init" : "run");
        }
        JsonObject.Builder system =
                JsonObject.builder()
                        .put("duration", oneIn(10) ? runTime / 2 : 0.0)
                        .put("exec", JsonObject.of("test", test.build()));
        if (!earlier.isEmpty() && oneIn(8)) {
            system.put("dependencies", JsonArray.of(dependency(earlier)));
        }
        return system.build();
    }

    private JsonObject dependency(List<Long> earlier) {
        JobId on = new JobId(earlier.get(random.nextInt(earlier.size())));
        return JsonObject.builder()
                .put("scheme", SCHEMES.get(random.nextInt(SCHEMES.size())))
                .put("value", on.dec())
                .build();
    }
}
