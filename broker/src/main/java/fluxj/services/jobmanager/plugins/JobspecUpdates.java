package fluxj.services.jobmanager.plugins;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.job.JobState;
import fluxj.jobtap.JobUpdate;
import fluxj.jobtap.UpdateVerdict;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.rpc.Call;
import fluxj.rpc.Empty;
import fluxj.service.ServiceContext;
import fluxj.services.jobmanager.JobManagerProtocol.Update;
import fluxj.services.jobmanager.SchedProtocol;
import fluxj.services.jobmanager.job.Job;
import fluxj.services.jobmanager.job.JsonPaths;
import fluxj.wire.Credentials;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Changes jobspecs at their users' wish (spec services 11.6): the plugins decide key by key, then
/// about the whole, then the scheduler is asked if they want it.
final class JobspecUpdates {
    private static final String DURATION = "attributes.system.duration";
    private static final String REJECTED = "update rejected by job-manager plugin";

    /// What the plugins decided about all keys together.
    private record Decision(JsonObject updates, boolean validate, boolean feasibility) {}

    private final ServiceContext flux;
    private final PluginEngine engine;
    private final PluginStack plugins;

    JobspecUpdates(ServiceContext flux, PluginEngine engine, PluginStack plugins) {
        this.flux = flux;
        this.engine = engine;
        this.plugins = plugins;
    }

    /// Serves `job-manager.update`.
    void update(Call<Update, Empty> call) {
        JsonObject updates = call.body().updates();
        JobspecKeys.check(updates);
        Job job = find(call.body().id());
        if (!call.from().mayActFor(job.userid())) {
            throw new FluxException(Errno.EPERM, "guests may only update their own jobs");
        }
        boolean isOwner = call.from().hasAny(Credentials.OWNER);
        if (job.isImmutable() && !isOwner) {
            throw new FluxException(
                    Errno.EPERM, "job is immutable due to previous instance owner update");
        }
        Decision decision = decide(job, updates, call.from());
        JsonObject updated = JsonPaths.withAll(job.jobspec(), decision.updates());
        if (decision.validate()) {
            plugins.validate(new UpdatedJob(job, updated));
        }
        if (decision.feasibility()) {
            flux.rpc()
                    .call(
                            SchedProtocol.FEASIBILITY_CHECK,
                            0,
                            new SchedProtocol.Feasibility(updated))
                    .then(_ -> finish(call, job, decision), call::fail);
        } else if (job.state().isIn(JobState.RUNNING)
                && decision.updates().get(DURATION).isPresent()) {
            askScheduler(call, job, decision);
        } else {
            finish(call, job, decision);
        }
    }

    private Job find(long id) {
        Job job =
                engine.job(id).orElseThrow(() -> new FluxException(Errno.ENOENT, "unknown job id"));
        if (job.state() == JobState.INACTIVE) {
            throw new FluxException(Errno.EINVAL, "job is inactive");
        }
        return job;
    }

    private Decision decide(Job job, JsonObject updates, Credentials from) {
        boolean validate = false;
        boolean feasibility = false;
        JsonObject.Builder all = updates.toBuilder();
        for (Map.Entry<String, JsonValue> each : updates.members().entrySet()) {
            JobUpdate update =
                    new JobUpdate(
                            from.userid(),
                            from.hasAny(Credentials.OWNER),
                            each.getKey(),
                            each.getValue());
            boolean isValidated = false;
            for (UpdateVerdict.Granted granted : verdicts(job, update)) {
                isValidated |= granted.validated();
                feasibility |= granted.feasibility();
                granted.also().members().forEach(all::put);
            }
            validate |= !isValidated;
        }
        return new Decision(all.build(), validate, feasibility);
    }

    private List<UpdateVerdict.Granted> verdicts(Job job, JobUpdate update) {
        List<UpdateVerdict> said = plugins.update(job, update, UpdateVerdict.refuse(REJECTED));
        if (said.isEmpty()) {
            throw invalid("update of " + update.key() + " not supported");
        }
        return said.stream()
                .map(
                        verdict ->
                                switch (verdict) {
                                    case UpdateVerdict.Granted granted -> granted;
                                    case UpdateVerdict.Refused(String reason) ->
                                            throw invalid(reason);
                                })
                .toList();
    }

    private void askScheduler(Call<Update, Empty> call, Job job, Decision decision) {
        double expiration = expiration(job, decision.updates()).orElse(0.0);
        flux.rpc()
                .call(
                        SchedProtocol.EXPIRATION,
                        0,
                        new SchedProtocol.Expiration(job.id(), expiration))
                .then(
                        _ -> finish(call, job, decision),
                        e -> {
                            if (e.errno().equals(Errno.ENOSYS)) {
                                finish(call, job, decision);
                            } else {
                                call.fail(e.errno(), "scheduler refused expiration update");
                            }
                        });
    }

    /// When a job that runs must end with its new duration; 0 is never. Empty when there is none.
    private Optional<Double> expiration(Job job, JsonObject updates) {
        Optional<Double> duration = updates.get(DURATION).flatMap(JobspecUpdates::number);
        if (duration.isEmpty() || duration.get() == 0) {
            return duration;
        }
        double start =
                job.resources()
                        .flatMap(resources -> resources.object("execution"))
                        .flatMap(execution -> execution.get("starttime"))
                        .flatMap(JobspecUpdates::number)
                        .filter(time -> time > 0)
                        .orElseThrow(() -> invalid("unable to get job starttime"));
        if (start + duration.get() <= flux.wallClock().epochSeconds()) {
            throw invalid("requested duration places job expiration in the past");
        }
        return Optional.of(start + duration.get());
    }

    private static Optional<Double> number(JsonValue value) {
        return switch (value) {
            case JsonValue.Whole(long whole) -> Optional.of((double) whole);
            case JsonValue.Real(double real) -> Optional.of(real);
            case JsonValue _ -> Optional.empty();
        };
    }

    /// May come after an answer of the scheduler; the job may have ended meanwhile.
    private void finish(Call<Update, Empty> call, Job job, Decision decision) {
        try {
            post(call, job, decision);
        } catch (FluxException e) {
            call.fail(e);
            return;
        }
        call.reply(Empty.EMPTY);
    }

    private void post(Call<Update, Empty> call, Job job, Decision decision) {
        boolean isOwner = call.from().hasAny(Credentials.OWNER);
        if (!decision.validate() && isOwner && call.from().userid() != job.userid()) {
            engine.post(
                    job.id(),
                    "set-flags",
                    Optional.of(JsonObject.of("flags", JsonArray.of(JsonValue.of("immutable")))));
        }
        Optional<Double> expiration =
                job.state().isIn(JobState.RUNNING)
                        ? expiration(job, decision.updates())
                        : Optional.empty();
        engine.post(job.id(), "jobspec-update", Optional.of(decision.updates()));
        expiration.ifPresent(
                time ->
                        engine.post(
                                job.id(),
                                "resource-update",
                                Optional.of(JsonObject.of("expiration", JsonValue.of(time)))));
    }

    private static FluxException invalid(String text) {
        return new FluxException(Errno.EINVAL, text);
    }
}
