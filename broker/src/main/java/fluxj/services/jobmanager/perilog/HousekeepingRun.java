package fluxj.services.jobmanager.perilog;

import fluxj.format.Idset;
import fluxj.job.ResourceSet;
import fluxj.job.Rv1;
import fluxj.json.JsonObject;
import fluxj.reactor.Timer;
import fluxj.service.ServiceContext;
import fluxj.services.jobmanager.job.Job;
import fluxj.subprocess.Command;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What is tidied up after one job: the resources that are not given back yet, and the ranks where
/// the command has not ended.
final class HousekeepingRun implements RankCommands.Listener {
    /// Who gives resources back, and forgets the run when it is over.
    interface Owner {
        /// These resources are free.
        ///
        /// @param isFinal true when the job has none left
        void free(HousekeepingRun run, ResourceSet resources, boolean isFinal);

        /// All is done.
        void over(HousekeepingRun run);
    }

    private final ServiceContext flux;
    private final Owner owner;
    private final Job job;
    private final double releaseAfter;
    private final double begin;
    private final RankCommands commands;
    private ResourceSet held;
    private Idset pending;
    private Idset freed = Idset.EMPTY;
    private @Nullable Timer timer;
    private boolean expired;

    /// Failures of this turn by reason, to be told together.
    private final Map<String, Idset> failures = new TreeMap<>();

    HousekeepingRun(
            ServiceContext flux,
            Owner owner,
            HousekeepingSettings settings,
            Job job,
            ResourceSet resources) {
        this.flux = flux;
        this.owner = owner;
        this.job = job;
        releaseAfter = settings.releaseAfter();
        begin = flux.wallClock().epochSeconds();
        held = resources;
        pending = resources.ranks();
        Map<String, String> environment = new LinkedHashMap<>(flux.variables());
        environment.put("FLUX_JOB_ID", job.jobId().dec());
        environment.put("FLUX_JOB_USERID", Long.toString(job.user()));
        environment.put("FLUX_JOB_RANKS", pending.toString());
        commands = new RankCommands(flux, Command.of(settings.command(), environment), this);
    }

    void start() {
        commands.start(pending);
    }

    Job job() {
        return job;
    }

    ResourceSet held() {
        return held;
    }

    Idset freed() {
        return freed;
    }

    Idset pending() {
        return pending;
    }

    void kill(Optional<Idset> ranks, int signum) {
        commands.kill(ranks, signum);
    }

    JsonObject stats() {
        return JsonObject.builder()
                .put("t_start", begin)
                .put("pending", pending.toString())
                .put("allocated", held.ranks().toString())
                .build();
    }

    /// The id of the job, as the locale shows it.
    String name() {
        return job.jobId().f58(flux.variables());
    }

    private String title(String where) {
        return "housekeeping: " + where + " " + name() + ": ";
    }

    @Override
    public void started() {
        flux.log().debug("housekeeping: " + name() + " started");
    }

    @Override
    public void line(int rank, String stream, String line) {
        String text = title(new RankNames(flux).of(rank)) + line;
        if (stream.equals("stderr")) {
            flux.log().err(text);
        } else {
            flux.log().info(text);
        }
    }

    @Override
    public void ended(int rank, Optional<String> failure) {
        failure.ifPresent(reason -> failed(rank, reason));
        pending = pending.without(rank);
        if (pending.isEmpty() || releaseAfter == 0 || expired) {
            release();
        }
        if (timer == null && releaseAfter > 0 && !pending.isEmpty()) {
            timer =
                    flux.reactor()
                            .after(Duration.ofNanos((long) (releaseAfter * 1e9)), this::expire);
        }
    }

    private void failed(int rank, String reason) {
        if (failures.isEmpty()) {
            flux.reactor().post(this::tellFailures);
        }
        failures.merge(reason, Idset.of(rank), Idset::union);
    }

    private void tellFailures() {
        failures.forEach(
                (reason, ranks) -> flux.log().err(title(new RankNames(flux).of(ranks)) + reason));
        failures.clear();
    }

    private void expire() {
        expired = true;
        release();
    }

    /// Gives back what is not waited for.
    private void release() {
        Idset ready = held.ranks().minus(pending);
        if (ready.isEmpty()) {
            return;
        }
        ResourceSet free = held.only(ready);
        held = held.without(ready);
        freed = freed.union(ready);
        owner.free(this, free, pending.isEmpty());
    }

    @Override
    public void complete() {
        flux.log().debug("housekeeping: " + name() + " complete");
        close();
        owner.over(this);
    }

    void close() {
        if (timer != null) {
            timer.cancel();
        }
        commands.close();
    }

    /// R of what is held.
    JsonObject resources() {
        return Rv1.json(held);
    }
}
