package fluxj.coral2.dws;

import fluxj.coral2.dws.DwsLink.Shared;
import fluxj.coral2.dws.DwsProtocol.EpilogRemove;
import fluxj.coral2.dws.DwsProtocol.PrologRemove;
import fluxj.coral2.dws.DwsProtocol.ResourceUpdate;
import fluxj.errors.FluxException;
import fluxj.job.JobState;
import fluxj.jobtap.Callers;
import fluxj.jobtap.JobView;
import fluxj.jobtap.JobtapContext;
import fluxj.jobtap.PluginRequest;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What the service tells of jobs (spec coral2 4.2.6). Whatever comes twice or late changes nothing
/// the second time.
final class DwsRequests {
    private static final String CONSTRAINTS = "constraints";

    private final Shared shared;
    private final JobtapContext context;

    DwsRequests(Shared shared) {
        this.shared = shared;
        context = shared.context();
    }

    void serve() {
        context.serve("resource-update", Callers.OWNER, this::resourceUpdate);
        context.serve("prolog-remove", Callers.OWNER, this::prologRemove);
        context.serve("epilog-remove", Callers.OWNER, this::epilogRemove);
        context.serve("waiting", Callers.OWNER, this::waiting);
    }

    private void resourceUpdate(PluginRequest request) {
        ResourceUpdate update;
        Optional<ExcludedNodes> excluded;
        try {
            update = request.body(ResourceUpdate.class);
            excluded = ExcludedNodes.of(update.exclude());
        } catch (FluxException _) {
            String why = malformed("resource-update");
            raiseOnMalformed(request, why);
            throw DwsWords.refusal(why);
        }
        if (update.errmsg().isPresent()) {
            raise(update.id(), "dws", update.errmsg().get());
        } else {
            JobView job = job(update.id(), JobState.DEPEND, "job not found in depend state");
            release(job, update.resources(), excluded);
        }
        request.reply();
    }

    private void release(JobView job, JsonValue resources, Optional<ExcludedNodes> excluded) {
        JsonObject.Builder updates = JsonObject.builder().put("resources", resources);
        excluded.ifPresent(
                nodes ->
                        updates.put(
                                "attributes.system." + CONSTRAINTS,
                                nodes.join(job.system(CONSTRAINTS), mayHaveRabbits(job))));
        try {
            dwsJob(job)
                    .orElseThrow(() -> DwsWords.refusal("Failed to remove dependency for job"))
                    .release(updates.build());
        } catch (FluxException e) {
            context.log().err("dws-create: " + e.getMessage() + " " + context.name(job.id()));
            throw e;
        }
    }

    /// True when the job may run on rabbits too; old plugins do not know of that.
    private boolean mayHaveRabbits(JobView job) {
        if (shared.settings().version() == DwsVersion.SEED) {
            return false;
        }
        return switch (job.system("allow_rabbits").orElse(JsonValue.of(false))) {
            case JsonValue.Bool(boolean may) -> may;
            case JsonValue _ -> {
                String why = "Could not generate new constraints";
                context.log().err(why + " for " + context.name(job.id()));
                raise(job.id(), "dws", why);
                throw DwsWords.refusal(why);
            }
        };
    }

    private void prologRemove(PluginRequest request) {
        PrologRemove mounted;
        try {
            mounted = request.body(PrologRemove.class);
        } catch (FluxException _) {
            String why = malformed("prolog-remove");
            raiseOnMalformed(request, why);
            throw DwsWords.refusal(why);
        }
        JobView job =
                active(mounted.id())
                        .orElseThrow(
                                () -> DwsWords.refusal("failed to post dws_environment event"));
        context.actions(job.id())
                .post(DwsWords.ENVIRONMENT, JsonObject.of("variables", mounted.variables()));
        dwsJob(job).ifPresent(DwsJob::mounted);
        request.reply();
    }

    private void epilogRemove(PluginRequest request) {
        EpilogRemove cleared;
        try {
            cleared = request.body(EpilogRemove.class);
        } catch (FluxException _) {
            throw DwsWords.refusal(malformed("epilog-remove"));
        }
        JobView job = job(cleared.id(), JobState.CLEANUP, "job not found in CLEANUP state");
        dwsJob(job).ifPresent(DwsJob::cleared);
        request.reply();
    }

    private void waiting(PluginRequest request) {
        List<Long> starting = new ArrayList<>();
        List<Long> ending = new ArrayList<>();
        for (JobView job : context.activeJobs()) {
            Optional<DwsJob> known = dwsJob(job);
            known.filter(DwsJob::isStarting).ifPresent(_ -> starting.add(job.id()));
            known.filter(DwsJob::isEnding).ifPresent(_ -> ending.add(job.id()));
        }
        request.reply(new DwsProtocol.Waiting(starting, ending));
    }

    private String malformed(String method) {
        String why = "received malformed dws." + method + " RPC";
        if (shared.settings().version() == DwsVersion.NEWEST) {
            context.log()
                    .err(
                            why
                                    + ", coral2_dws module and dws_jobtap plugin versions may be"
                                    + " out of sync, Flux may need to be restarted");
        }
        return why;
    }

    /// The job would wait for ever.
    private void raiseOnMalformed(PluginRequest request, String why) {
        if (shared.settings().version() == DwsVersion.NEWEST) {
            request.body().whole("id").ifPresent(id -> raise(id, "exception", why));
        }
    }

    private void raise(long id, String type, String why) {
        active(id)
                .ifPresent(job -> context.actions(job.id()).raise(type, 0, DwsWords.FAILURE + why));
    }

    private Optional<JobView> active(long id) {
        return context.job(id).filter(job -> job.state() != JobState.INACTIVE);
    }

    private JobView job(long id, JobState state, String otherwise) {
        return context.job(id)
                .filter(job -> job.state() == state)
                .orElseThrow(() -> DwsWords.refusal(otherwise));
    }

    private Optional<DwsJob> dwsJob(JobView job) {
        return DwsJob.of(shared, job, context.actions(job.id()));
    }
}
