package fluxj.services.jobmanager;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.reactor.Promise;
import fluxj.rpc.Call;
import fluxj.service.HeartbeatSync;
import fluxj.service.ServiceContext;
import fluxj.services.jobmanager.JobManagerProtocol.Purge;
import fluxj.services.jobmanager.JobManagerProtocol.PurgeId;
import fluxj.services.jobmanager.JobManagerProtocol.Purged;
import fluxj.services.jobmanager.JobManagerProtocol.PurgedJobs;
import fluxj.services.jobmanager.job.Job;
import fluxj.services.jobmanager.job.JobCallbacks;
import fluxj.services.jobmanager.job.JobTable;
import fluxj.services.jobmanager.store.JobStore;
import fluxj.treeobj.Transaction;
import fluxj.wire.Payload;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Forgets inactive jobs, here and in the KVS: when somebody asks, and in time with the heartbeat
/// those that are over the limits of the configuration.
final class JobPurge {
    /// What inactive jobs are kept.
    ///
    /// @param age seconds; negative is without limit
    /// @param number how many; negative is without limit
    record Limits(double age, int number) {
        /// All are kept.
        static final Limits NONE = new Limits(-1, -1);

        /// True when the oldest of so many jobs is not kept.
        boolean isOver(double itsAge, int count) {
            return (age >= 0 && itsAge > age) || (number >= 0 && count > number);
        }
    }

    private static final int MOST_AT_ONCE = 100;
    private static final Duration LONGEST_BEAT = Duration.ofDays(365);

    private final ServiceContext flux;
    private final JobTable jobs;
    private final JobStore store;
    private final JobCallbacks plugins;
    private final Checkpoint checkpoint;
    private final HeartbeatSync heartbeat;
    private Limits limits = Limits.NONE;
    private boolean beating;
    private boolean purging;

    JobPurge(
            ServiceContext flux,
            JobTable jobs,
            JobStore store,
            JobCallbacks plugins,
            Checkpoint checkpoint) {
        this.flux = flux;
        this.jobs = jobs;
        this.store = store;
        this.plugins = plugins;
        this.checkpoint = checkpoint;
        heartbeat = new HeartbeatSync(flux, Duration.ZERO, LONGEST_BEAT, this::beat);
    }

    /// Other limits from now on.
    void configure(Limits wanted) {
        limits = wanted;
        boolean limited = !wanted.equals(Limits.NONE);
        if (limited && !beating) {
            heartbeat.start();
        } else if (!limited && beating) {
            heartbeat.stop();
            flux.unsubscribe(HeartbeatSync.PULSE);
        }
        beating = limited;
    }

    /// A heartbeat came.
    void pulse() {
        heartbeat.pulse();
    }

    /// Ends it.
    void close() {
        heartbeat.stop();
    }

    private void beat() {
        List<Job> chosen = purging ? List.of() : over(limits, MOST_AT_ONCE);
        if (chosen.isEmpty()) {
            return;
        }
        purging = true;
        purge(chosen)
                .then(
                        done -> {
                            purging = false;
                            flux.log().debug("purged " + done.count() + " inactive jobs");
                        },
                        error -> {
                            purging = false;
                            flux.log()
                                    .err(
                                            "error committing purge KVS transaction: "
                                                    + error.getMessage());
                        });
    }

    /// Forgets those over some limits, or counts them.
    void purge(Call<Purge, Purged> call) {
        Purge body = call.body();
        require(body.ageLimit() == -1 || body.ageLimit() >= 0, "if set, age limit must be >= 0");
        require(body.numLimit() == -1 || body.numLimit() >= 0, "if set, num limit must be >= 0");
        require(
                body.batch() >= 1 && body.batch() <= MOST_AT_ONCE,
                "batch must be >= 1 and <= " + MOST_AT_ONCE);
        Limits wanted = new Limits(body.ageLimit(), body.numLimit());
        if (body.force()) {
            List<Job> chosen = over(wanted, body.batch());
            if (chosen.isEmpty()) {
                call.reply(new Purged(0));
            } else {
                call.replyWith(purge(chosen));
            }
        } else {
            call.reply(new Purged(over(wanted, Integer.MAX_VALUE).size()));
        }
    }

    /// Forgets one job, or looks whether it could be.
    void purgeId(Call<PurgeId, Purged> call) {
        long id = call.body().id();
        require(id != JobManagerProtocol.ANY_JOB, "");
        Job job =
                jobs.inactive(id)
                        .orElseThrow(
                                () ->
                                        jobs.active(id).isPresent()
                                                ? new FluxException(
                                                        Errno.EINVAL, "cannot purge active job")
                                                : new FluxException(Errno.ENOENT, "id not found"));
        if (call.body().force() == 0) {
            call.reply(new Purged(1));
        } else {
            call.replyWith(purge(List.of(job)));
        }
    }

    private static void require(boolean condition, String text) {
        if (!condition) {
            throw new FluxException(Errno.EINVAL, text);
        }
    }

    private List<Job> over(Limits wanted, int most) {
        double now = flux.wallClock().epochSeconds();
        int count = jobs.inactive().size();
        List<Job> chosen = new ArrayList<>();
        for (Job job : jobs.inactive()) {
            if (chosen.size() == most
                    || !wanted.isOver(now - job.cleanTime(), count - chosen.size())) {
                break;
            }
            chosen.add(job);
        }
        return chosen;
    }

    private Promise<Purged> purge(List<Job> chosen) {
        Transaction changes = new Transaction();
        List<Long> ids = new ArrayList<>(chosen.size());
        for (Job job : chosen) {
            changes.unlink(job.jobId().kvs());
            if (job.id() == jobs.maxId()) {
                checkpoint.addTo(changes);
            }
            plugins.inactiveRemoved(job);
            jobs.purge(job.id());
            ids.add(job.id());
        }
        Promise<Purged> done = store.commit(changes, false).map(_ -> new Purged(ids.size()));
        flux.publish(JobManagerProtocol.PURGE_TOPIC, Payload.of(new PurgedJobs(ids)), 0)
                .then(
                        _ -> {},
                        error -> flux.log().err("error publishing purge: " + error.getMessage()));
        return done;
    }
}
