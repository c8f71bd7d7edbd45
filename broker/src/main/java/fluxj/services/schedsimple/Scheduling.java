package fluxj.services.schedsimple;

import fluxj.errors.FluxException;
import fluxj.job.ResourceSet;
import fluxj.reactor.Timer;
import fluxj.service.ServiceContext;
import fluxj.service.Severity;
import fluxj.services.schedsimple.Holdings.Held;
import fluxj.services.schedsimple.SchedSimpleProtocol.Stats;
import fluxj.services.schedsimple.pool.Answer;
import fluxj.services.schedsimple.pool.NodePool;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/// The queue and the pool: gives the first job resources as long as there are enough for it, some
/// jobs a turn.
final class Scheduling implements AllocCommits.Listener {
    /// While set, every request is denied.
    static final int FAIL_ALLOC = 1;

    /// While set, jobs are told why they wait.
    static final int EXPLAIN = 2;

    private static final int JOBS_A_TURN = 256;
    private static final int FORECAST_JOBS = 8;
    private static final int EXPLAINED_JOBS = 1024;
    private static final int NODES_A_MILLI = 10;
    private static final int FORECAST_MILLIS = 20;
    private static final double SMOOTHING = 0.25;
    private static final double NANOS = 1e9;

    private final ServiceContext context;
    private final LeveledLog log;
    private final NodePool pool;
    private final AllocCommits commits;
    private final PendingQueue queue = new PendingQueue();
    private final Holdings holdings = new Holdings();
    private @Nullable Timer forecast;
    private boolean posted;
    private boolean stopped;
    private long passes;
    private long yields;
    private long forecasts;
    private long forecastJobs;
    private double interval;
    private long lastRequest;

    Scheduling(ServiceContext context, LeveledLog log, NodePool pool) {
        this.context = context;
        this.log = log;
        this.pool = pool;
        commits = new AllocCommits(context.reactor(), context.rpc(), this);
    }

    NodePool pool() {
        return pool;
    }

    PendingQueue queue() {
        return queue;
    }

    Holdings holdings() {
        return holdings;
    }

    /// Something has changed: the first job may fit now.
    void request() {
        if (queue.size() == 0 || stopped) {
            return;
        }
        long now = context.reactor().nanoTime();
        if (lastRequest != 0) {
            interval = SMOOTHING * (now - lastRequest) / NANOS + (1 - SMOOTHING) * interval;
        }
        lastRequest = now;
        post();
    }

    private void post() {
        if (!posted) {
            posted = true;
            context.reactor().post(this::pass);
        }
    }

    private void pass() {
        posted = false;
        for (int i = 0; i < JOBS_A_TURN; i++) {
            Optional<PendingJob> first = queue.first();
            if (stopped || first.isEmpty() || !isHandled(first.get())) {
                passes++;
                requestForecast();
                return;
            }
            queue.remove(first.get().id().value());
        }
        yields++;
        post();
    }

    /// @return false when it has to wait
    private boolean isHandled(PendingJob job) {
        if (context.isDebugging(FAIL_ALLOC)) {
            job.deny("DEBUG_FAIL_ALLOC");
            return true;
        }
        switch (pool.allocate(job.request())) {
            case Answer.Allocated(ResourceSet resources) -> allocated(job, resources);
            case Answer.Infeasible(String reason) -> job.deny(reason);
            case Answer.Insufficient _ -> {
                return false;
            }
        }
        return true;
    }

    private void allocated(PendingJob job, ResourceSet resources) {
        double now = context.wallClock().epochSeconds();
        double duration = job.request().duration();
        double end = duration > 0 ? now + duration : pool.all().expiration();
        ResourceSet lent = resources.withTimes(now, end);
        holdings.put(job.id().value(), lent, end);
        if (log.shows(Severity.DEBUG)) {
            log.debug("alloc: " + log.name(job.id().value()) + ": " + lent);
        }
        commits.add(job, lent);
    }

    @Override
    public void failed(PendingJob job, ResourceSet resources, FluxException error) {
        log.err("alloc: KVS commit failed: " + error.getMessage());
        holdings.remove(job.id().value());
        pool.free(resources);
        job.deny("R could not be stored: " + error.getMessage());
        request();
    }

    @Override
    public void waits(FluxException error) {
        log.err("alloc: R waits: " + error.getMessage());
    }

    /// A job gives resources back.
    ///
    /// @param isFinal true when it has none left then
    void free(long id, ResourceSet resources, boolean isFinal) {
        Optional<Held> held = holdings.get(id);
        if (held.isEmpty()) {
            log.err("free: " + log.name(id) + ": job has no resources");
            return;
        }
        ResourceSet before = held.get().resources();
        ResourceSet given = isFinal ? before : before.intersect(resources);
        if (!resources.ranks().equals(given.ranks())) {
            log.err(
                    "free: "
                            + log.name(id)
                            + (isFinal ? ": final R mismatch: got " : ": R is not the job's: got ")
                            + resources
                            + ", expected "
                            + before);
        }
        pool.free(given);
        if (isFinal) {
            holdings.remove(id);
        } else {
            holdings.put(id, before.minus(given), held.get().end());
        }
        if (log.shows(Severity.DEBUG)) {
            log.debug("free: " + log.name(id) + ": " + given + (isFinal ? " (final)" : ""));
        }
        request();
    }

    /// A running job's time ends at another time.
    void expire(long id, double end) {
        holdings.get(id).ifPresent(held -> holdings.put(id, held.resources(), end));
    }

    /// Larger instances are looked at less often; what people read need not change faster than they
    /// do.
    private void requestForecast() {
        if (queue.size() > 0 && forecast == null && !stopped) {
            forecast =
                    context.reactor()
                            .after(
                                    Duration.ofMillis(
                                            Math.max(
                                                    FORECAST_MILLIS,
                                                    pool.all().size() / NODES_A_MILLI)),
                                    this::forecast);
        }
    }

    private void forecast() {
        forecast = null;
        forecasts++;
        if (context.isDebugging(EXPLAIN)) {
            int ahead = 0;
            for (PendingJob job : queue.first(EXPLAINED_JOBS)) {
                job.explain(ahead++);
            }
            return;
        }
        List<PendingJob> jobs = queue.first(FORECAST_JOBS);
        forecastJobs += jobs.size();
        if (holdings.ending().isEmpty()) {
            jobs.forEach(job -> job.estimate(OptionalDouble.empty()));
            return;
        }
        List<OptionalDouble> starts =
                new Forecast(pool.copy(), holdings.ending())
                        .starts(jobs, context.wallClock().epochSeconds());
        for (int i = 0; i < jobs.size(); i++) {
            jobs.get(i).estimate(starts.get(i));
        }
    }

    void stop() {
        stopped = true;
        commits.stop();
        if (forecast != null) {
            forecast.cancel();
        }
    }

    Stats stats() {
        return new Stats(passes, yields, forecasts, forecastJobs, 0.0, 0.0, interval, queue.size());
    }
}
