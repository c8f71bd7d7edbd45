package fluxj.services.jobmanager;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.job.JobId;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;
import fluxj.service.Log;
import fluxj.services.jobmanager.job.JobTable;
import fluxj.services.jobmanager.queue.Queues;
import fluxj.services.jobmanager.store.JobStore;
import fluxj.treeobj.Transaction;

import java.util.Optional;
import java.util.function.BooleanSupplier;

/// What is remembered besides the jobs (spec services 11.7): the greatest id, and what was done to
/// the queues.
final class Checkpoint {
    private static final String KEY = "checkpoint.job-manager";
    private static final int VERSION = 1;

    private final Log log;
    private final JobStore store;
    private final JobTable jobs;
    private final Queues queues;
    private final BooleanSupplier stopQueues;

    /// @param stopQueues true when started queues are stopped at a restart
    Checkpoint(Log log, JobStore store, JobTable jobs, Queues queues, BooleanSupplier stopQueues) {
        this.log = log;
        this.store = store;
        this.jobs = jobs;
        this.queues = queues;
        this.stopQueues = stopQueues;
    }

    /// Adds it to a transaction.
    void addTo(Transaction changes) {
        JsonObject value =
                JsonObject.builder()
                        .put("version", VERSION)
                        .put("max_jobid", jobs.maxId())
                        .put("queue", queues.save())
                        .build();
        changes.put(KEY, value.toString());
    }

    /// Stores it.
    Promise<Empty> save() {
        Transaction changes = new Transaction();
        addTo(changes);
        return store.commit(changes, false);
    }

    /// Takes over what was stored.
    Promise<Empty> restore() {
        Deferred<Empty> done = new Deferred<>();
        store.object(KEY)
                .then(
                        found -> done.completeBy(() -> apply(found)),
                        error -> {
                            if (error.errno().equals(Errno.ENOENT)) {
                                log.info("restart: " + KEY + " not found");
                                done.complete(Empty.EMPTY);
                            } else {
                                done.fail(error);
                            }
                        });
        return done;
    }

    private Empty apply(JsonObject found) {
        long version = found.whole("version").orElse(0L);
        long maxId = found.whole("max_jobid").orElseThrow(() -> new FluxException(Errno.EPROTO));
        if (version > VERSION) {
            throw new FluxException(Errno.EINVAL);
        }
        jobs.seen(maxId);
        Optional<JsonArray> entries = found.array("queue");
        entries.ifPresent(list -> queues.restore(version, list, stopQueues.getAsBoolean()));
        log.debug("restart: max_jobid=" + new JobId(jobs.maxId()));
        return Empty.EMPTY;
    }
}
