package fluxj.coral2.dws.apiserver.store;

import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the webhook of Data Workflow Services does to workflows before they are kept (spec coral2
/// 4.4, 4.6): fills in what a new one has from its first moment on, and refuses what is no legal
/// move.
final class WorkflowAdmission {
    private static final List<String> STATES =
            List.of("Proposal", "Setup", "DataIn", "PreRun", "PostRun", "DataOut", "Teardown");

    /// What never changes, and how refusals call it.
    private static final List<Map.Entry<String, String>> IMMUTABLE =
            List.of(
                    Map.entry("wlmID", "WLMID"),
                    Map.entry("jobID", "JobID"),
                    Map.entry("userID", "UserID"),
                    Map.entry("groupID", "GroupID"),
                    Map.entry("dwDirectives", "DWDirectives"));

    private WorkflowAdmission() {}

    /// The refusal of a webhook.
    static ApiException denied(String why) {
        return new ApiException(
                403,
                "Forbidden",
                "admission webhook \"vworkflow.kb.io\" denied the request: " + why);
    }

    private static JsonObject spec(JsonObject workflow) {
        return workflow.object("spec").orElse(JsonObject.EMPTY);
    }

    private static String desired(JsonObject workflow) {
        return spec(workflow).text("desiredState").orElse("");
    }

    private static Optional<JsonObject> status(JsonObject workflow) {
        return workflow.object("status");
    }

    private static String state(JsonObject workflow) {
        return status(workflow).flatMap(status -> status.text("state")).orElse("");
    }

    private static boolean truth(JsonObject object, String member) {
        return object.bool(member).orElse(false);
    }

    /// A new workflow with what it has from its first moment on.
    static JsonObject completed(JsonObject workflow) {
        ObjectKey key = Metadata.key(workflow);
        JsonObject status = status(workflow).orElse(JsonObject.EMPTY);
        JsonObject env =
                status.object("env").orElse(JsonObject.EMPTY).toBuilder()
                        .put("DW_WORKFLOW_NAME", key.name())
                        .put("DW_WORKFLOW_NAMESPACE", key.namespace())
                        .build();
        JsonObject.Builder first = status.toBuilder();
        if (status.get("ready").isEmpty()) {
            first.put("ready", false);
        }
        if (status.get("computes").isEmpty()) {
            first.put("computes", JsonObject.EMPTY);
        }
        return workflow.with("status", first.put("env", env).build());
    }

    static void checkNew(JsonObject workflow) {
        if (!desired(workflow).equals(STATES.getFirst())) {
            throw denied(wrongState(workflow, "desired state must start in Proposal"));
        }
        if (truth(spec(workflow), "hurry")) {
            throw denied("Spec.Hurry: Forbidden: the hurry flag may not be set on creation");
        }
        if (!state(workflow).isEmpty()) {
            throw denied("Status.State: Forbidden: the status state may not be set on creation");
        }
        List<String> directives = new ArrayList<>();
        for (JsonValue each : spec(workflow).array("dwDirectives").orElse(JsonArray.EMPTY)) {
            directives.add(each instanceof JsonValue.Text(String text) ? text : each.toString());
        }
        Optional<String> complaint = DirectiveRules.complaint(directives);
        if (complaint.isPresent()) {
            throw denied(complaint.get());
        }
    }

    static void checkChange(JsonObject old, JsonObject changed) {
        String desired = desired(changed);
        if (truth(spec(changed), "hurry") && !desired.equals(STATES.getLast())) {
            throw denied(
                    "Spec.Hurry: Invalid value: true: the hurry flag may be set only in Teardown");
        }
        for (var field : IMMUTABLE) {
            if (!spec(old).get(field.getKey()).equals(spec(changed).get(field.getKey()))) {
                throw denied("Spec." + field.getValue() + ": Forbidden: field is immutable");
            }
        }
        String state = state(old);
        if (desired.equals(STATES.getLast())
                || desired.equals(state)
                || (state.isEmpty() && desired.equals(STATES.getFirst()))) {
            return;
        }
        int from = STATES.indexOf(state);
        int to = STATES.indexOf(desired);
        if (to < from) {
            throw denied(wrongState(changed, "DesiredState cannot progress backwards"));
        }
        if (to != from + 1 || state.isEmpty()) {
            throw denied(wrongState(changed, "states cannot be skipped"));
        }
        if (!truth(status(old).orElse(JsonObject.EMPTY), "ready")) {
            throw denied(
                    "Status.State: Invalid value: \""
                            + state
                            + "\": current desired state not yet achieved");
        }
    }

    private static String wrongState(JsonObject workflow, String why) {
        return "Spec.DesiredState: Invalid value: \"" + desired(workflow) + "\": " + why;
    }
}
