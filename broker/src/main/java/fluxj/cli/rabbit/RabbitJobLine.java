package fluxj.cli.rabbit;

import fluxj.cli.Console;
import fluxj.cli.JobIds;
import fluxj.cli.format.FieldItem;
import fluxj.cli.format.NamedFormats.Named;
import fluxj.coral2.dws.tracker.JobHistory;
import fluxj.coral2.dws.tracker.RabbitJobPicture;
import fluxj.coral2.dws.tracker.RabbitVerdict;
import fluxj.coral2.dws.tracker.storage.DataMovement;
import fluxj.coral2.dws.tracker.storage.RabbitStorage.Held;
import fluxj.coral2.dws.tracker.storage.RabbitStorage.Seen;
import fluxj.coral2.dws.tracker.storage.RabbitStorage.Unseen;
import fluxj.coral2.dws.tracker.storage.RabbitWorkflow;
import fluxj.job.JobId;
import fluxj.json.JsonValue;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/// The fields of a line of `fluxj rabbit jobs`.
///
/// @param username names a user
/// @param now in seconds since the epoch
record RabbitJobLine(
        RabbitJobPicture picture, Console console, Function<Long, String> username, double now)
        implements FieldItem {
    private static final String UNSEEN = "?";

    /// The headings of the fields.
    static final Map<String, String> HEADINGS = headings();

    /// The formats that have names.
    static final Map<String, Named> FORMATS = formats();

    private static Map<String, String> headings() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("id", "JOBID");
        for (JobId.Encoding encoding : JobId.Encoding.values()) {
            all.put("id." + encoding.name().toLowerCase(Locale.ROOT), "JOBID");
        }
        all.put("userid", "UID");
        all.put("username", "USER");
        all.put("state", "STATE");
        all.put("state_elapsed", "TIME");
        all.put("phase", "PHASE");
        all.put("holds", "HELD-BY");
        all.put("workflow", "WORKFLOW");
        all.put("workflow_desired", "WANTED");
        all.put("workflow_state", "REACHED");
        all.put("workflow_ready", "READY");
        all.put("workflow_status", "STATUS");
        all.put("workflow_message", "MESSAGE");
        all.put("workflow_elapsed", "SINCE");
        all.put("nmounts", "MOUNTS");
        all.put("mounts", "MOUNTED-ON");
        all.put("nrabbits", "NRABBITS");
        all.put("rabbits", "RABBITS");
        all.put("nmovements", "COPIES");
        all.put("timeout_left", "TIMEOUT");
        all.put("service", "SERVICE");
        all.put("why", "WHY");
        return all;
    }

    private static Map<String, Named> formats() {
        Map<String, Named> all = new LinkedHashMap<>();
        all.put(
                "default",
                new Named(
                        "Default fluxj rabbit jobs format string",
                        "{id.f58:>12} +:{username:<8} {state:<7} {state_elapsed!F:>8}"
                                + " {workflow_desired:<8} {workflow_ready:<5} {why}"));
        all.put(
                "long",
                new Named(
                        "Workflow, mounts, allocations and timeout",
                        "{id.f58:>12} +:{username:<8} {state:<7} +:{holds:<10}"
                                + " {workflow_desired:<8} {workflow_ready:<5} {workflow_elapsed!F:>8}"
                                + " +:{workflow_status:<10} {nmounts:>6} {nrabbits:>8}"
                                + " {nmovements:>6} {timeout_left!F:>8h} {why}"));
        return all;
    }

    private String id(String name) {
        String encoding = name.substring(name.indexOf('.') + 1).toUpperCase(Locale.ROOT);
        return JobIds.encode(console, picture.id(), JobId.Encoding.valueOf(encoding));
    }

    @Override
    public JsonValue field(String name) {
        if (name.startsWith("id.")) {
            return JsonValue.of(id(name));
        }
        JobHistory job = picture.job();
        return switch (name) {
            case "id" -> JsonValue.of(picture.id().value());
            case "userid" -> JsonValue.of(job.userid());
            case "username" -> JsonValue.of(username.apply(job.userid()));
            case "state" -> JsonValue.of(job.state().state().name());
            case "state_elapsed" -> since(job.state().since());
            case "phase" -> JsonValue.of(job.phase().name().toLowerCase(Locale.ROOT));
            case "holds" ->
                    JsonValue.of(
                            String.join(
                                    ",", job.holds().stream().map(JobHistory.Hold::name).toList()));
            case "workflow" -> JsonValue.of(picture.workflowName());
            case "timeout_left" -> left();
            case "service" -> JsonValue.of(picture.service().name().toLowerCase(Locale.ROOT));
            case "why" -> JsonValue.of(RabbitVerdict.of(picture));
            case String other ->
                    switch (picture.storage()) {
                        case Unseen _ -> JsonValue.of(other.endsWith("elapsed") ? "" : UNSEEN);
                        case Seen seen ->
                                other.startsWith("workflow_")
                                        ? ofWorkflow(seen.workflow(), other)
                                        : ofStorage(seen, other);
                    };
        };
    }

    private JsonValue since(double moment) {
        return JsonValue.of(Math.max(0, now - moment));
    }

    private JsonValue left() {
        OptionalDouble fires = picture.timer().fires(picture.job());
        return fires.isPresent()
                ? JsonValue.of(Math.max(0, fires.getAsDouble() - now))
                : JsonValue.of("");
    }

    private JsonValue ofWorkflow(Optional<RabbitWorkflow> found, String name) {
        if (found.isEmpty()) {
            return JsonValue.of(name.endsWith("elapsed") ? "" : "-");
        }
        RabbitWorkflow workflow = found.get();
        return switch (name) {
            case "workflow_desired" -> JsonValue.of(workflow.desired());
            case "workflow_state" -> JsonValue.of(workflow.state());
            case "workflow_ready" -> JsonValue.of(workflow.isComplete() ? "yes" : "no");
            case "workflow_status" -> JsonValue.of(workflow.health());
            case "workflow_message" -> JsonValue.of(workflow.message());
            case "workflow_elapsed" ->
                    workflow.since().isPresent() ? since(workflow.since().get()) : JsonValue.of("");
            case String other -> throw new IllegalStateException("no field " + other);
        };
    }

    private static JsonValue ofStorage(Seen seen, String name) {
        Held held = seen.held().orElse(Held.NOTHING);
        return switch (name) {
            case "nmounts" -> JsonValue.of(held.hosts().size());
            case "mounts" -> JsonValue.of(held.hosts().toString());
            case "nrabbits" -> JsonValue.of(held.rabbits().size());
            case "rabbits" -> JsonValue.of(held.rabbits().toString());
            case "nmovements" ->
                    JsonValue.of(seen.movements().stream().filter(DataMovement::runs).count());
            case String other -> throw new IllegalStateException("no field " + other);
        };
    }
}
