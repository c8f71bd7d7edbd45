package fluxj.services.jobmanager.plugins.builtin;

import fluxj.errors.Errno;
import fluxj.format.Fsd;
import fluxj.jobtap.JobActions;
import fluxj.jobtap.JobView;
import fluxj.jobtap.JobtapContext;
import fluxj.jobtap.JobtapPlugin;
import fluxj.jobtap.Verdict;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.util.Locale;
import java.util.Optional;

/// Refuses jobs that would outlive the instance, whose end is in `resource.R`.
final class ValidateDuration implements JobtapPlugin {
    static final String NAME = ".validate-duration";

    private static final String RESOURCES = "resource.R";
    private static final int DIGITS = 2;
    private static final double SAME = 1e-5;

    private JobtapContext context;
    private double expiration;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void load(JobtapContext jobtap) {
        context = jobtap;
        context.watch(
                RESOURCES,
                this::changed,
                e -> {
                    if (!e.errno().equals(Errno.ENODATA)) {
                        context.log()
                                .err("validate-duration: " + RESOURCES + ": " + e.getMessage());
                    }
                });
    }

    private void changed(JsonValue resources) {
        Optional<Double> found =
                resources instanceof JsonObject object
                        ? object.object("execution")
                                .flatMap(execution -> execution.get("expiration"))
                                .flatMap(Values::number)
                        : Optional.empty();
        if (found.isEmpty()) {
            context.log().err("Failed to extract expiration from R update");
        } else if (Math.abs(found.get() - expiration) >= SAME) {
            expiration = found.get();
            context.log()
                    .debug(
                            String.format(
                                    Locale.ROOT,
                                    "duration-validator: updated expiration to %.2f",
                                    expiration));
        }
    }

    @Override
    public Verdict validate(JobView job, JobActions actions) {
        double duration = Values.number(job.system("duration")).orElse(0.0);
        double remaining = expiration - context.now();
        if (duration <= 0 || expiration <= 0 || duration <= remaining) {
            return Verdict.ACCEPTED;
        }
        return Verdict.reject(
                remaining < 0
                        ? "duration exceeds instance lifetime"
                        : "job duration ("
                                + Fsd.format(duration, DIGITS)
                                + ") exceeds remaining instance lifetime ("
                                + Fsd.format(remaining, DIGITS)
                                + ")");
    }
}
