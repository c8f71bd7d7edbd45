package fluxj.coral2.dws.service;

import fluxj.config.ConfigKey;
import fluxj.config.tables.RabbitConfig;
import fluxj.coral2.dws.rabbits.Breakdown;
import fluxj.coral2.dws.service.workflow.RabbitJob;
import fluxj.coral2.dws.service.workflow.WorkflowState;
import fluxj.errors.FluxException;
import fluxj.format.Fsd;
import fluxj.format.Hostlist;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// How long a job waits in a state of its workflow (spec coral2 4.6). Where a service starts anew,
/// the time that has passed counts.
final class StateTimers {
    private static final String TIMEOUT = "dws-timeout";
    private static final String SLOW_SETUP = "File system creation took too long";
    private static final String SLOW_MOUNT = "timed out waiting for mounts";

    private final DwsContext context;
    private final ServiceSettings settings;
    private final WorkflowTeardown teardown;
    private final NodeFailures failures;
    private final UnmountedNodes unmounted;

    StateTimers(
            DwsContext context,
            ServiceSettings settings,
            WorkflowTeardown teardown,
            NodeFailures failures,
            UnmountedNodes unmounted) {
        this.context = context;
        this.settings = settings;
        this.teardown = teardown;
        this.failures = failures;
        this.unmounted = unmounted;
    }

    /// Starts the timer of a state that begins now.
    void start(RabbitJob job, WorkflowState state) {
        start(job, state, Duration.ZERO);
    }

    /// Starts the timer of a state that began before.
    ///
    /// @param since when, if that is known
    void resume(RabbitJob job, WorkflowState state, Optional<Instant> since) {
        long now = context.host().local().clock().epochMicros();
        Duration age =
                since.map(
                                then ->
                                        Duration.between(
                                                then, Instant.EPOCH.plus(now, ChronoUnit.MICROS)))
                        .filter(passed -> !passed.isNegative())
                        .orElse(Duration.ZERO);
        start(job, state, age);
    }

    private void start(RabbitJob job, WorkflowState state, Duration age) {
        job.setTimed(state);
        job.stopStateTimer();
        settings.now().then(config -> start(job, state, age, config), _ -> {});
    }

    private void start(RabbitJob job, WorkflowState state, Duration age, RabbitConfig config) {
        switch (state) {
            case SETUP -> arm(job, state, limit(config, RabbitConfig.SETUP_TIMEOUT, age));
            case PRE_RUN -> arm(job, state, limit(config, RabbitConfig.PRERUN_TIMEOUT, age));
            case POST_RUN -> {
                armTeardown(job, limit(config, RabbitConfig.TEARDOWN_AFTER, age));
                arm(job, state, limit(config, RabbitConfig.POSTRUN_TIMEOUT, age));
            }
            case DATA_OUT -> {
                // It goes on from the state before, unless that was another service's.
                if (!job.hasTeardownTimer()) {
                    armTeardown(job, limit(config, RabbitConfig.TEARDOWN_AFTER, age));
                }
            }
            case PROPOSAL, DATA_IN, TEARDOWN -> {}
        }
    }

    private static Optional<Duration> limit(RabbitConfig config, ConfigKey<Fsd> key, Duration age) {
        Fsd limit = config.get(key);
        if (limit.isZero() || limit.isInfinite()) {
            return Optional.empty();
        }
        Duration left = limit.toDuration().minus(age);
        return Optional.of(left.isNegative() ? Duration.ZERO : left);
    }

    private void arm(RabbitJob job, WorkflowState state, Optional<Duration> limit) {
        limit.ifPresent(
                left ->
                        job.setStateTimer(
                                context.host()
                                        .reactor()
                                        .after(left, () -> expire(job, _ -> onTime(job, state)))));
    }

    private void armTeardown(RabbitJob job, Optional<Duration> limit) {
        limit.ifPresent(
                left ->
                        job.setTeardownTimer(
                                context.host()
                                        .reactor()
                                        .after(left, () -> expire(job, this::abandonCopies))));
    }

    private void expire(RabbitJob job, Function<RabbitJob, Promise<?>> action) {
        job.queue()
                .add(
                        () -> {
                            Deferred<Empty> done = new Deferred<>();
                            action.apply(job)
                                    .then(
                                            _ -> done.complete(Empty.EMPTY),
                                            error -> {
                                                complain(job, error);
                                                done.complete(Empty.EMPTY);
                                            });
                            return done;
                        });
    }

    private void complain(RabbitJob job, FluxException error) {
        context.host().warn("Exception during timer callback: " + error.getMessage());
        context.flux().raise(job.id(), 0, "dws-timer-error", String.valueOf(error.getMessage()));
    }

    private Promise<?> onTime(RabbitJob job, WorkflowState state) {
        if (job.toreDown() || job.isPast(state)) {
            return Promise.of(Empty.EMPTY);
        }
        return switch (state) {
            case SETUP -> slowSetup(job);
            case PRE_RUN -> slowMount(job);
            case POST_RUN -> slowUnmount(job);
            case PROPOSAL, DATA_IN, DATA_OUT, TEARDOWN -> Promise.of(Empty.EMPTY);
        };
    }

    private Promise<Empty> slowSetup(RabbitJob job) {
        return failures.tolerance(job)
                .flatMap(tolerance -> tolerance <= 0 ? Promise.of(false) : bearSlowRabbits(job))
                .flatMap(borne -> borne ? done() : fail(job, TIMEOUT, SLOW_SETUP));
    }

    /// A part of a Lustre file system is as bad as none.
    private Promise<Boolean> bearSlowRabbits(RabbitJob job) {
        return isLustre(job)
                .flatMap(
                        lustre ->
                                lustre
                                        ? Promise.of(false)
                                        : failures.hosts(job)
                                                .flatMap(hosts -> bearSlowRabbits(job, hosts)));
    }

    private Promise<Boolean> bearSlowRabbits(RabbitJob job, Hostlist hosts) {
        return context.objects()
                .rabbitsNotReady(job)
                .flatMap(rabbits -> failures.bear(job, hostsOn(hosts, rabbits)));
    }

    private Hostlist hostsOn(Hostlist hosts, Set<String> rabbits) {
        return context.mapping()
                .computesAmong(hosts)
                .filter(host -> rabbits.contains(context.mapping().rabbitOf(host)));
    }

    private Promise<Boolean> isLustre(RabbitJob job) {
        return job.lustre()
                .map(Promise::of)
                .orElseGet(
                        () ->
                                context.objects()
                                        .workflow(job)
                                        .flatMap(context.objects()::breakdowns)
                                        .map(StateTimers::anyLustre));
    }

    static boolean anyLustre(List<Breakdown> breakdowns) {
        return breakdowns.stream()
                .flatMap(breakdown -> breakdown.storage().stream())
                .anyMatch(Breakdown.Storage::isLustre);
    }

    private Promise<Empty> slowMount(RabbitJob job) {
        return failures.tolerance(job)
                .flatMap(
                        tolerance ->
                                tolerance <= 0 ? Promise.of(false) : failures.bearUnmounted(job))
                .flatMap(borne -> borne ? done() : fail(job, TIMEOUT, SLOW_MOUNT));
    }

    private Promise<?> slowUnmount(RabbitJob job) {
        return clear(job)
                .flatMap(
                        _ ->
                                fail(
                                        job,
                                        "rabbit-timeout",
                                        "unmounts timed out, skipping data movement"))
                .flatMap(_ -> unmounted.setAside(job));
    }

    private Promise<Empty> abandonCopies(RabbitJob job) {
        if (job.toreDown()) {
            return done();
        }
        return clear(job)
                .flatMap(
                        _ ->
                                context.flux()
                                        .raise(
                                                job.id(),
                                                1,
                                                "teardown-timeout",
                                                "skipping rabbit data movement"));
    }

    /// Whether or not that can be asked for now, the job is told.
    private Promise<Empty> clear(RabbitJob job) {
        Deferred<Empty> done = new Deferred<>();
        teardown.clearIfThere(job)
                .then(
                        done::complete,
                        error -> {
                            context.host()
                                    .warn(
                                            "Failed to move workflow to teardown after timeout: "
                                                    + error.getMessage());
                            done.complete(Empty.EMPTY);
                        });
        return done;
    }

    private Promise<Empty> fail(RabbitJob job, String type, String note) {
        return context.flux().raise(job.id(), 0, type, note);
    }

    private static Promise<Empty> done() {
        return Promise.of(Empty.EMPTY);
    }
}
