package fluxj.services.jobmanager.perilog;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.FormatException;
import fluxj.format.Idset;
import fluxj.job.ResourceSet;
import fluxj.job.Rv1;
import fluxj.json.JsonObject;
import fluxj.platform.Signum;
import fluxj.rpc.Call;
import fluxj.rpc.Empty;
import fluxj.service.ServiceContext;
import fluxj.services.jobmanager.AttachProtocol.HeldJob;
import fluxj.services.jobmanager.JobManagerProtocol.HousekeepingKill;
import fluxj.services.jobmanager.job.Job;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Tidies up after jobs: a command on each of a job's ranks, after which its resources are given
/// back to the scheduler, rank by rank or all at once (spec services 11.10).
public final class Housekeeping implements HousekeepingRun.Owner {
    /// Gives resources back to the scheduler.
    public interface Scheduler {
        /// @param isFinal true when the job has none left
        void free(long id, JsonObject resources, boolean isFinal);
    }

    private final ServiceContext flux;
    private final Scheduler scheduler;
    private final Map<Long, HousekeepingRun> running = new LinkedHashMap<>();
    private HousekeepingSettings settings = HousekeepingSettings.NONE;

    /// Not configured.
    public Housekeeping(ServiceContext flux, Scheduler scheduler) {
        this.flux = flux;
        this.scheduler = scheduler;
    }

    /// Takes over a configuration; what runs goes on as it began.
    ///
    /// @throws FluxException EINVAL in Flux's words
    public void configure(JsonObject config) {
        settings = HousekeepingSettings.of(config);
        if (settings.isDeprecatedSet()) {
            flux.log()
                    .err("job-manager.housekeeping.use-systemd-unit is deprecated" + " - ignoring");
        }
        flux.log()
                .debug(
                        "housekeeping is "
                                + (settings.command().isEmpty() ? "not " : "")
                                + "configured"
                                + (settings.isImp() ? " with IMP" : ""));
    }

    /// Tidies up after a job; when nothing is to be done, its resources are given back at once.
    public void start(Job job, JsonObject resources) {
        if (settings.command().isEmpty()) {
            scheduler.free(job.id(), resources, true);
            return;
        }
        ResourceSet held;
        try {
            held = Rv1.parse(resources);
        } catch (FormatException e) {
            flux.log()
                    .err(
                            "housekeeping: "
                                    + job.jobId().f58(flux.variables())
                                    + " error creating alloc object - returning resources to the"
                                    + " scheduler: "
                                    + e.getMessage());
            scheduler.free(job.id(), resources, true);
            return;
        }
        HousekeepingRun run = new HousekeepingRun(flux, this, settings, job, held);
        running.put(job.id(), run);
        run.start();
    }

    @Override
    public void free(HousekeepingRun run, ResourceSet resources, boolean isFinal) {
        scheduler.free(run.job().id(), Rv1.json(resources), isFinal);
    }

    @Override
    public void over(HousekeepingRun run) {
        running.remove(run.job().id());
    }

    /// What is held by jobs that are tidied up after.
    public List<ResourceSet> held() {
        return running.values().stream().map(HousekeepingRun::held).toList();
    }

    /// Tells a scheduler that begins of what is still held. What has been given back in part is
    /// given up when the scheduler does not understand that.
    public void hello(boolean isPartialOk, Consumer<HeldJob> tell) {
        for (HousekeepingRun run : new ArrayList<>(running.values())) {
            if (!run.freed().isEmpty() && !isPartialOk) {
                flux.log()
                        .err(
                                "housekeeping: "
                                        + new RankNames(flux).of(run.pending())
                                        + " from "
                                        + run.name()
                                        + " will be terminated because scheduler does not support"
                                        + " restart with partially released resources");
                run.kill(Optional.empty(), Signum.SIGTERM);
                run.close();
                running.remove(run.job().id());
            } else {
                Job job = run.job();
                tell.accept(
                        new HeldJob(
                                job.id(),
                                job.priority(),
                                job.user(),
                                job.submitTime(),
                                run.freed().isEmpty()
                                        ? Optional.empty()
                                        : Optional.of(run.freed().toString())));
            }
        }
    }

    /// For `stats-get`: `{running, config}`.
    public JsonObject stats() {
        JsonObject.Builder all = JsonObject.builder();
        running.values().forEach(run -> all.put(run.name(), run.stats()));
        return JsonObject.builder()
                .put("running", all.build())
                .put(
                        "config",
                        JsonObject.builder()
                                .put("release-after", settings.releaseAfter())
                                .put("command", String.join(" ", settings.command()))
                                .build())
                .build();
    }

    /// Serves `job-manager.housekeeping-kill`.
    public void kill(Call<HousekeepingKill, Empty> call) {
        Optional<Idset> ranks = call.body().ranks().map(Housekeeping::ranks);
        Optional<Long> only = call.body().id().filter(id -> id != -1);
        for (HousekeepingRun run : running.values()) {
            if (only.map(id -> id == run.job().id()).orElse(true)) {
                run.kill(ranks, call.body().signum());
            }
        }
        call.reply(Empty.EMPTY);
    }

    private static Idset ranks(String text) {
        try {
            return Idset.parse(text);
        } catch (FormatException e) {
            throw new FluxException(Errno.EINVAL, "" + e.getMessage());
        }
    }

    /// Listens no more.
    public void close() {
        running.values().forEach(HousekeepingRun::close);
        running.clear();
    }
}
