package fluxj.coral2.dws.service;

import fluxj.coral2.dws.DwsProtocol.OfJob;
import fluxj.coral2.dws.DwsProtocol.Outcome;
import fluxj.coral2.dws.kubernetes.Kind;
import fluxj.coral2.dws.kubernetes.ObjectName;
import fluxj.coral2.dws.service.workflow.InTurn;
import fluxj.coral2.dws.service.workflow.RabbitJob;
import fluxj.coral2.dws.service.workflow.WorkflowView;
import fluxj.json.JsonObject;
import fluxj.reactor.Promise;
import fluxj.rpc.Call;
import fluxj.rpc.Empty;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/// The way out of a job that hangs: it is let go, and what does not let go of it is set aside for
/// people to look at (spec coral2 4.8.3). Unlike other requests it waits for none before it.
final class AbortRequest {
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT);

    private final DwsContext context;
    private final WorkflowTeardown teardown;
    private final UnmountedNodes unmounted;
    private final ZoneId zone;

    /// @param zone of dates
    AbortRequest(
            DwsContext context, WorkflowTeardown teardown, UnmountedNodes unmounted, ZoneId zone) {
        this.context = context;
        this.teardown = teardown;
        this.unmounted = unmounted;
        this.zone = zone;
    }

    /// The rabbits are looked up before nodes are set aside: nobody waits for such nodes, so that
    /// allocations that they have held up may clear at once.
    void abort(Call<OfJob, Outcome> call) {
        RabbitJob job = context.jobs().get(call.body().jobid());
        job.setEpilogRemoved();
        Promise<Empty> begun =
                job.toreDown() ? Promise.of(Empty.EMPTY) : teardown.clearIfThere(job);
        Outcomes.answer(
                context,
                call,
                begun.flatMap(_ -> context.objects().rabbitsWith(job, AbortRequest::isHeld))
                        .flatMap(
                                rabbits ->
                                        unmounted
                                                .setAside(job)
                                                .flatMap(
                                                        _ ->
                                                                InTurn.each(
                                                                        rabbits,
                                                                        rabbit ->
                                                                                disable(
                                                                                        job,
                                                                                        rabbit)))));
    }

    private static boolean isHeld(JsonObject allocation) {
        return allocation.whole("allocationSize").orElse(0L) > 0;
    }

    private Promise<JsonObject> disable(RabbitJob job, String rabbit) {
        Instant now =
                Instant.EPOCH.plus(context.host().local().clock().epochMicros(), ChronoUnit.MICROS);
        JsonObject annotations =
                JsonObject.builder()
                        .put(
                                "disable_reason",
                                "workflow "
                                        + WorkflowView.nameOf(job.id())
                                        + " timed out with an active allocation on this rabbit")
                        .put("disable_date", DATE.format(now.atZone(zone)))
                        .build();
        JsonObject patch =
                JsonObject.builder()
                        .put("metadata", JsonObject.of("annotations", annotations))
                        .put("spec", JsonObject.of("state", "Disabled"))
                        .build();
        return context.objects().merge(Kind.STORAGE, ObjectName.of(rabbit), patch);
    }
}
