package fluxj.coral2.dws.service;

import fluxj.coral2.dws.service.workflow.RabbitJob;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Workflows that do not go on for a reason that may pass. When it has not for long, their jobs end
/// (spec coral2 4.6).
final class TransientConditions {
    private record Since(long nanos, String message, boolean mounting) {}

    private final DwsContext context;
    private final NodeFailures failures;
    private final Duration limit;
    private final Map<Long, Since> jobs = new LinkedHashMap<>();

    /// @param limit how long is long
    TransientConditions(DwsContext context, NodeFailures failures, Duration limit) {
        this.context = context;
        this.failures = failures;
        this.limit = limit;
    }

    /// Looks from time to time.
    void start() {
        context.host().reactor().every(limit.dividedBy(2), this::look);
    }

    /// A workflow is in such a condition, or still is.
    void note(long job, String message, boolean mounting) {
        Since before = jobs.get(job);
        long since = before == null ? context.host().reactor().nanoTime() : before.nanos();
        jobs.put(job, new Since(since, message, mounting));
    }

    /// It is no more.
    void forget(long job) {
        jobs.remove(job);
    }

    private void look() {
        long now = context.host().reactor().nanoTime();
        List<Long> old = new ArrayList<>();
        jobs.forEach(
                (job, since) -> {
                    if (now - since.nanos() > limit.toNanos()) {
                        old.add(job);
                    }
                });
        for (long id : old) {
            Since since = jobs.remove(id);
            if (since != null) {
                RabbitJob job = context.jobs().get(id);
                job.queue().add(() -> end(job, since));
            }
        }
    }

    private Promise<Empty> end(RabbitJob job, Since since) {
        String note = "workflow in 'TransientCondition' state too long: " + since.message();
        if (!since.mounting()) {
            context.flux().fail(job.id(), note);
            return Promise.of(Empty.EMPTY);
        }
        Deferred<Empty> done = new Deferred<>();
        failures.tolerance(job)
                .flatMap(_ -> failures.bearUnmounted(job))
                .then(
                        borne -> {
                            if (!borne) {
                                context.flux().fail(job.id(), note);
                            }
                            done.complete(Empty.EMPTY);
                        },
                        error -> {
                            context.host().warn("TransientCondition: " + error.getMessage());
                            context.flux().fail(job.id(), note);
                            done.complete(Empty.EMPTY);
                        });
        return done;
    }
}
