package fluxj.services.jobmanager.plugins.builtin;

import fluxj.errors.FluxException;
import fluxj.jobtap.AuxKey;
import fluxj.jobtap.Dependency;
import fluxj.jobtap.JobActions;
import fluxj.jobtap.JobView;
import fluxj.jobtap.JobtapContext;
import fluxj.jobtap.JobtapPlugin;
import fluxj.jobtap.Pending;
import fluxj.jobtap.StateChange;
import fluxj.jobtap.Verdict;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/// Keeps jobs with a `begin-time` dependency waiting until then.
final class BeginTime implements JobtapPlugin {
    static final String NAME = ".begin-time";

    private static final AuxKey<Pending> TIMER = AuxKey.of("begin-time", Pending.class);
    private static final double LONGEST = Duration.ofDays(365).toSeconds();

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
        return List.of("begin-time");
    }

    @Override
    public Verdict dependency(JobView job, Dependency dependency, JobActions actions) {
        String text = dependency.value().orElse("");
        OptionalDouble begin = timestamp(text);
        if (begin.isEmpty()) {
            return Verdict.reject("Invalid begin-time=" + text);
        }
        String description = String.format(Locale.ROOT, "begin-time=%.3f", begin.getAsDouble());
        actions.addDependency(description);
        arm(begin.getAsDouble(), description, actions);
        return Verdict.ACCEPTED;
    }

    private static OptionalDouble timestamp(String text) {
        try {
            double time = Double.parseDouble(text);
            return time >= 0 && Double.isFinite(time)
                    ? OptionalDouble.of(time)
                    : OptionalDouble.empty();
        } catch (NumberFormatException _) {
            return OptionalDouble.empty();
        }
    }

    /// A day that is too far away for a timer is waited for in steps.
    private void arm(double begin, String description, JobActions actions) {
        double wait = Math.clamp(begin - context.now(), 0, LONGEST);
        Pending timer =
                context.after(
                        Duration.ofNanos((long) (wait * 1e9)),
                        () -> {
                            if (begin > context.now()) {
                                arm(begin, description, actions);
                            } else {
                                release(description, actions);
                            }
                        });
        actions.remember(TIMER, timer);
    }

    private void release(String description, JobActions actions) {
        actions.forget(TIMER);
        try {
            actions.removeDependency(description);
        } catch (FluxException e) {
            context.log().err("begin-time: " + description + ": " + e.getMessage());
        }
    }

    @Override
    public void enterCleanup(JobView job, StateChange change, JobActions actions) {
        actions.forget(TIMER).ifPresent(Pending::cancel);
    }

    @Override
    public void enterInactive(JobView job, StateChange change, JobActions actions) {
        actions.forget(TIMER).ifPresent(Pending::cancel);
    }
}
