package fluxj.services.jobmanager;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.rpc.Call;
import fluxj.services.jobmanager.JobManagerProtocol.NewJob;
import fluxj.services.jobmanager.JobManagerProtocol.Submit;
import fluxj.services.jobmanager.JobManagerProtocol.Submitted;
import fluxj.services.jobmanager.job.EventEngine;
import fluxj.services.jobmanager.job.Job;
import fluxj.services.jobmanager.job.JobCallbacks;
import fluxj.services.jobmanager.job.JobTable;
import fluxj.services.jobmanager.queue.Queues;
import fluxj.services.jobmanager.store.EventBatch;

import java.util.ArrayList;
import java.util.List;

/// Takes batches of new jobs in. Whoever sent one is answered when the first events of its jobs are
/// stored, so that an id that somebody knows is a job's whatever happens.
final class Submission {
    private final JobTable jobs;
    private final EventEngine engine;
    private final JobCallbacks plugins;
    private final EventBatch batch;
    private final Queues queues;

    Submission(
            JobTable jobs,
            EventEngine engine,
            JobCallbacks plugins,
            EventBatch batch,
            Queues queues) {
        this.jobs = jobs;
        this.engine = engine;
        this.plugins = plugins;
        this.batch = batch;
        this.queues = queues;
    }

    /// Takes a batch in.
    ///
    /// @return those that are jobs now
    List<Job> submit(Call<Submit, Submitted> call) {
        List<JsonValue> errors = new ArrayList<>();
        List<Job> taken = new ArrayList<>();
        for (NewJob each : call.body().jobs()) {
            Job job = new Job(each.id(), each.jobspec());
            try {
                take(job, each);
                taken.add(job);
            } catch (FluxException e) {
                errors.add(JsonArray.of(JsonValue.of(each.id()), JsonValue.of(e.getMessage())));
            }
        }
        batch.answer(
                failure -> {
                    if (failure == null) {
                        call.reply(new Submitted(new JsonArray(errors)));
                    } else {
                        call.fail(failure);
                    }
                });
        return taken;
    }

    private void take(Job job, NewJob request) {
        queues.checkSubmit(job.queue());
        if (!jobs.add(job)) {
            throw new FluxException(Errno.EEXIST, "hash insert failed");
        }
        JsonObject context =
                JsonObject.builder()
                        .put("userid", request.userid())
                        .put("urgency", request.urgency())
                        .put("flags", request.flags())
                        .put("version", 1)
                        .build();
        engine.post(job, EventEngine.entry(request.submitted(), "submit", context), true);
        try {
            plugins.create(job);
            plugins.validate(job);
            plugins.checkDependencies(job, false);
        } catch (FluxException e) {
            refuse(job);
            throw e;
        }
        plugins.accepted(job);
        engine.hold(job);
        batch.hold(job);
        engine.post(job, "validate", JsonObject.EMPTY, true);
        jobs.seen(job.id());
    }

    /// A job is none after all: those who heard of it are told so.
    void refuse(Job job) {
        engine.drop(job);
        engine.post(job, "invalidate", JsonObject.EMPTY, false);
        plugins.destroyed(job);
        jobs.drop(job);
    }
}
