package fluxj.services.jobmanager.plugins;

import fluxj.errors.Errno;
import fluxj.job.JobState;
import fluxj.jobtap.Pending;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.service.Log;
import fluxj.service.ServiceContext;
import fluxj.services.jobmanager.job.Job;

import java.util.Locale;
import java.util.Optional;

/// Watches for when the instance ends (`resource.R`): jobs that run and have no duration of their
/// own end with it, so their ends move when it does (spec services 11.6).
final class InstanceExpiration {
    private static final String RESOURCES = "resource.R";
    private static final double SAME = 1e-5;

    private final ServiceContext flux;
    private final PluginEngine engine;
    private final Log log;
    private final Pending watch;
    private Optional<Double> expiration = Optional.empty();

    /// Watches from now on.
    InstanceExpiration(ServiceContext flux, PluginEngine engine) {
        this.flux = flux;
        this.engine = engine;
        log = flux.log();
        watch =
                new KvsValues(flux)
                        .watch(
                                RESOURCES,
                                this::changed,
                                e -> {
                                    if (!e.errno().equals(Errno.ENODATA)) {
                                        log.err("watch of " + RESOURCES + ": " + e.getMessage());
                                    }
                                });
    }

    void close() {
        watch.cancel();
    }

    private void changed(JsonValue resources) {
        Optional<Double> now =
                resources instanceof JsonObject object
                        ? time(Optional.of(object), "expiration")
                        : Optional.empty();
        if (now.isEmpty()) {
            log.err("failed to unpack current instance expiration");
            return;
        }
        Optional<Double> before = expiration;
        expiration = now;
        if (before.isEmpty() || Math.abs(now.get() - before.get()) < SAME) {
            return;
        }
        boolean told = false;
        for (Job job : engine.activeJobs()) {
            if (job.state() == JobState.RUN) {
                if (!told) {
                    told = true;
                    log.info(change("resource expiration updated", before.get(), now.get()));
                }
                move(job, now.get());
            }
        }
    }

    private void move(Job job, double now) {
        double duration = job.system("duration").flatMap(InstanceExpiration::number).orElse(0.0);
        Optional<Double> end = time(job.resources(), "expiration");
        if (duration != 0 || end.isEmpty()) {
            return;
        }
        String id = job.jobId().f58(flux.variables());
        log.info(change("updated expiration of " + id, end.get(), now));
        engine.post(
                job.id(),
                "resource-update",
                Optional.of(JsonObject.of("expiration", JsonValue.of(now))));
    }

    private static Optional<Double> time(Optional<JsonObject> resources, String key) {
        return resources
                .flatMap(object -> object.object("execution"))
                .flatMap(execution -> execution.get(key))
                .flatMap(InstanceExpiration::number);
    }

    private static Optional<Double> number(JsonValue value) {
        return switch (value) {
            case JsonValue.Whole(long whole) -> Optional.of((double) whole);
            case JsonValue.Real(double real) -> Optional.of(real);
            case JsonValue _ -> Optional.empty();
        };
    }

    /// A time of 0 is never.
    private static String change(String what, double before, double now) {
        double by =
                before == 0
                        ? Double.NEGATIVE_INFINITY
                        : now == 0 ? Double.POSITIVE_INFINITY : now - before;
        return String.format(
                Locale.ROOT,
                "%s from %.2f to %.2f (%s)",
                what,
                before,
                now,
                Double.isInfinite(by)
                        ? (by > 0 ? "+inf" : "-inf")
                        : String.format(Locale.ROOT, "%+.6g", by));
    }
}
