package fluxj.services.jobmanager.plugins.builtin;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.job.spec.ResourceRequest;
import fluxj.jobtap.JobActions;
import fluxj.jobtap.JobView;
import fluxj.jobtap.JobtapPlugin;
import fluxj.jobtap.Verdict;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Refuses jobs that are larger or smaller than `policy.limits.job-size` lets them be, or that of
/// their queue, of which each number goes before; -1 is no limit.
final class LimitJobSize implements JobtapPlugin {
    static final String NAME = ".limit-job-size";

    private static final String KEY = "policy.limits.job-size";
    private static final String MAX = "max";
    private static final String MIN = "min";
    private static final List<String> UNITS = List.of("nnodes", "ncores", "ngpus");
    private static final long UNLIMITED = -1;

    /// Limits by `max.nnodes` and so on, those that are set.
    private QueueLimits<Map<String, Long>> limits = QueueLimits.none();

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void configure(JsonObject config) {
        limits = QueueLimits.read(config, LimitJobSize::limits);
    }

    private static Optional<Map<String, Long>> limits(JsonObject table, String place) {
        JsonObject sizes =
                table.object("policy")
                        .flatMap(policy -> policy.object("limits"))
                        .flatMap(all -> all.object("job-size"))
                        .orElse(JsonObject.EMPTY);
        Map<String, Long> found = new LinkedHashMap<>();
        for (String bound : List.of(MAX, MIN)) {
            JsonObject numbers = sizes.object(bound).orElse(JsonObject.EMPTY);
            for (String unit : UNITS) {
                Optional<JsonValue> value = numbers.get(unit);
                if (value.isPresent()) {
                    found.put(
                            bound + '.' + unit,
                            number(place + KEY + '.' + bound + ": ", value.get()));
                }
            }
        }
        return found.isEmpty() ? Optional.empty() : Optional.of(found);
    }

    private static long number(String place, JsonValue value) {
        if (!(value instanceof JsonValue.Whole(long number))) {
            throw new FluxException(
                    Errno.EINVAL, place + "Expected integer, got " + value.typeName());
        }
        if (number < UNLIMITED) {
            throw new FluxException(Errno.EINVAL, place + "size must be -1 (unlimited), or >= 0");
        }
        return number;
    }

    @Override
    public Verdict validate(JobView job, JobActions actions) {
        if (limits.isEmpty()) {
            return Verdict.ACCEPTED;
        }
        ResourceRequest request;
        try {
            request = ResourceRequest.of(job.jobspec());
        } catch (FluxException e) {
            return Verdict.reject(e.getMessage());
        }
        Map<String, Long> asked =
                Map.of(
                        "nnodes", request.nnodes(),
                        "ncores", request.ncores(),
                        "ngpus", request.ngpus());
        List<Map<String, Long>> nearest = limits.nearest(job.queue());
        for (String bound : List.of(MAX, MIN)) {
            for (String unit : UNITS) {
                long limit = limit(nearest, bound + '.' + unit);
                long value = asked.getOrDefault(unit, 0L);
                boolean over = bound.equals(MAX);
                if (limit != UNLIMITED && (over ? value > limit : value < limit)) {
                    return Verdict.reject(
                            "requested "
                                    + unit
                                    + " ("
                                    + value
                                    + (over ? ") exceeds" : ") is under")
                                    + " policy limit of "
                                    + limit
                                    + job.queue().map(queue -> " for queue " + queue).orElse(""));
                }
            }
        }
        return Verdict.ACCEPTED;
    }

    private static long limit(List<Map<String, Long>> nearest, String key) {
        for (Map<String, Long> each : nearest) {
            if (each.containsKey(key)) {
                return each.getOrDefault(key, UNLIMITED);
            }
        }
        return UNLIMITED;
    }
}
