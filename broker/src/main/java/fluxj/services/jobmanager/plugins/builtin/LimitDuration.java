package fluxj.services.jobmanager.plugins.builtin;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.FormatException;
import fluxj.format.Fsd;
import fluxj.jobtap.JobActions;
import fluxj.jobtap.JobView;
import fluxj.jobtap.JobtapPlugin;
import fluxj.jobtap.Verdict;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.util.Optional;

/// Refuses jobs that want more time than `policy.limits.duration` lets them, or that of their
/// queue, which goes before; 0 is no limit.
final class LimitDuration implements JobtapPlugin {
    static final String NAME = ".limit-duration";

    private static final String KEY = "policy.limits.duration";
    private static final int DIGITS = 2;

    private QueueLimits<Fsd> limits = QueueLimits.none();

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void configure(JsonObject config) {
        limits = QueueLimits.read(config, LimitDuration::limit);
    }

    private static Optional<Fsd> limit(JsonObject table, String place) {
        Optional<JsonValue> value =
                table.object("policy")
                        .flatMap(policy -> policy.object("limits"))
                        .flatMap(all -> all.get("duration"));
        if (value.isEmpty()) {
            return Optional.empty();
        }
        if (!(value.get() instanceof JsonValue.Text(String text))) {
            throw new FluxException(
                    Errno.EINVAL, place + KEY + ": Expected string, got " + value.get().typeName());
        }
        try {
            return Optional.of(Fsd.parse(text));
        } catch (FormatException _) {
            throw new FluxException(Errno.EINVAL, place + KEY + ": FSD value is malformed");
        }
    }

    @Override
    public Verdict validate(JobView job, JobActions actions) {
        Optional<Fsd> limit = limits.first(job.queue()).filter(fsd -> !fsd.isZero());
        if (limit.isEmpty()) {
            return Verdict.ACCEPTED;
        }
        double duration = Values.number(job.system("duration")).orElse(0.0);
        if (duration > 0 && duration <= limit.get().seconds()) {
            return Verdict.ACCEPTED;
        }
        return Verdict.reject(
                "requested duration ("
                        + (duration == 0 ? "unlimited" : Fsd.format(duration, DIGITS))
                        + ") exceeds policy limit of "
                        + Fsd.format(limit.get().seconds(), DIGITS)
                        + job.queue().map(queue -> " for queue " + queue).orElse(""));
    }
}
