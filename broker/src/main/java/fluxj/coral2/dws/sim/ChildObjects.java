package fluxj.coral2.dws.sim;

import fluxj.coral2.dws.kubernetes.Kind;
import fluxj.coral2.dws.sim.allocation.BreakdownPart;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.util.List;

/// The objects that belong to a workflow, as Data Workflow Services and near node flash make them
/// (spec coral2 4.4, 8.3).
final class ChildObjects {
    /// Where a pod keeps what it printed, for want of a host that ran it.
    private static final String LOG = "rabbit-sim/log";

    private ChildObjects() {}

    /// What a pod has printed.
    static String log(JsonObject pod) {
        return pod.object("metadata")
                .flatMap(metadata -> metadata.object("annotations"))
                .flatMap(annotations -> annotations.text(LOG))
                .orElse("");
    }

    static JsonObject reference(String kind, String namespace, String name) {
        return JsonObject.builder()
                .put("kind", kind)
                .put("name", name)
                .put("namespace", namespace)
                .build();
    }

    private static JsonObject labels(SimWorkflow workflow) {
        return JsonObject.builder()
                .put(Kind.DWS + "/workflow.name", workflow.name())
                .put(Kind.DWS + "/workflow.namespace", workflow.namespace())
                .put(Kind.DWS + "/workflow.uid", workflow.uid())
                .put(Kind.DWS + "/owner.kind", "Workflow")
                .put(Kind.DWS + "/owner.name", workflow.name())
                .put(Kind.DWS + "/owner.namespace", workflow.namespace())
                .put(Kind.DWS + "/owner.uid", workflow.uid())
                .build();
    }

    /// What selects all of a workflow's children.
    static String selector(SimWorkflow workflow) {
        return Kind.DWS
                + "/workflow.name="
                + workflow.name()
                + ","
                + Kind.DWS
                + "/workflow.namespace="
                + workflow.namespace();
    }

    private static JsonObject.Builder child(SimWorkflow workflow, String namespace, String name) {
        return JsonObject.builder()
                .put(
                        "metadata",
                        JsonObject.builder()
                                .put("name", name)
                                .put("namespace", namespace)
                                .put("labels", labels(workflow))
                                .build());
    }

    static String indexed(SimWorkflow workflow, SimDirective directive) {
        return workflow.name() + "-" + directive.index();
    }

    /// Servers and persistent storage are called as the storage, others as the directive.
    static String serversName(SimWorkflow workflow, SimDirective directive) {
        return directive.is("jobdw") ? indexed(workflow, directive) : directive.argument("name");
    }

    static JsonObject computes(SimWorkflow workflow) {
        return child(workflow, workflow.namespace(), workflow.name())
                .put("data", JsonArray.EMPTY)
                .build();
    }

    static JsonObject servers(SimWorkflow workflow, SimDirective directive) {
        String name = serversName(workflow, directive);
        if (directive.is("jobdw")) {
            return child(workflow, workflow.namespace(), name)
                    .put("spec", JsonObject.EMPTY)
                    .build();
        }
        return unowned(workflow.namespace(), name).put("spec", JsonObject.EMPTY).build();
    }

    private static JsonObject.Builder unowned(String namespace, String name) {
        return JsonObject.builder()
                .put(
                        "metadata",
                        JsonObject.builder().put("name", name).put("namespace", namespace).build());
    }

    static JsonObject persistent(SimWorkflow workflow, SimDirective directive) {
        String name = directive.argument("name");
        return unowned(workflow.namespace(), name)
                .put(
                        "spec",
                        JsonObject.builder()
                                .put("name", name)
                                .put("fsType", directive.argument("type"))
                                .put("dwDirective", directive.text())
                                .put("userID", workflow.user())
                                .put("state", "Active")
                                .build())
                .build();
    }

    /// @param state such as `Active`
    static JsonObject persistentStatus(SimWorkflow workflow, SimDirective directive, String state) {
        String name = directive.argument("name");
        return JsonObject.builder()
                .put("state", state)
                .put("servers", reference("Servers", workflow.namespace(), name))
                .build();
    }

    static JsonObject breakdown(SimWorkflow workflow, SimDirective directive) {
        return child(workflow, workflow.namespace(), indexed(workflow, directive))
                .put(
                        "spec",
                        JsonObject.builder()
                                .put("directive", directive.text())
                                .put("userID", workflow.user())
                                .build())
                .build();
    }

    static JsonObject breakdownStatus(SimWorkflow workflow, SimDirective directive) {
        JsonObject.Builder status = JsonObject.builder().put("ready", true);
        if (directive.makesStorage()) {
            String servers = serversName(workflow, directive);
            status.put(
                    "storage",
                    JsonObject.builder()
                            .put("lifetime", directive.is("jobdw") ? "job" : "persistent")
                            .put("reference", reference("Servers", workflow.namespace(), servers))
                            .put(
                                    "allocationSets",
                                    new JsonArray(
                                            directive.parts().stream()
                                                    .<JsonValue>map(BreakdownPart::json)
                                                    .toList()))
                            .build());
        }
        return status.build();
    }

    static String mountPath(SimWorkflow workflow, SimDirective directive) {
        return "/mnt/nnf/" + workflow.uid() + "-" + directive.index();
    }

    static JsonObject clientMount(SimWorkflow workflow, SimDirective directive, String host) {
        String type = directive.argument("type");
        JsonObject mount =
                JsonObject.builder()
                        .put("mountPath", mountPath(workflow, directive))
                        .put("options", "")
                        .put(
                                "type",
                                List.of("lustre", "xfs", "gfs2").contains(type) ? type : "none")
                        .put("targetType", type.equals("raw") ? "file" : "directory")
                        .put("setPermissions", false)
                        .put("device", JsonObject.of("type", "reference"))
                        .put("userID", workflow.user())
                        .put("groupID", workflow.group())
                        .build();
        String name = workflow.namespace() + "-" + indexed(workflow, directive) + "-computes";
        return child(workflow, host, name)
                .put(
                        "spec",
                        JsonObject.builder()
                                .put("node", host)
                                .put("desiredState", "mounted")
                                .put("mounts", JsonArray.of(mount))
                                .build())
                .build();
    }

    static JsonObject mountStatus(boolean mounted, boolean ready) {
        JsonObject mount =
                JsonObject.builder()
                        .put("state", mounted ? "mounted" : "unmounted")
                        .put("ready", ready)
                        .build();
        return JsonObject.builder()
                .put("allReady", ready)
                .put("mounts", JsonArray.of(mount))
                .build();
    }

    static JsonObject movement(
            SimWorkflow workflow, SimDirective directive, String namespace, int number) {
        return child(workflow, namespace, indexed(workflow, directive) + "-" + number)
                .put(
                        "spec",
                        JsonObject.builder()
                                .put("source", end(directive, "source"))
                                .put("destination", end(directive, "destination"))
                                .put("userId", workflow.user())
                                .put("groupId", workflow.group())
                                .put("cancel", false)
                                .build())
                .build();
    }

    private static JsonObject end(SimDirective directive, String argument) {
        return JsonObject.of("path", directive.argument(argument));
    }

    static JsonObject token(SimWorkflow workflow, String base64) {
        return child(workflow, workflow.namespace(), workflow.name())
                .put("type", "Opaque")
                .put("data", JsonObject.of("token", base64))
                .build();
    }

    static JsonObject pod(SimWorkflow workflow, SimDirective directive) {
        String name = indexed(workflow, directive) + "-container";
        JsonObject metadata =
                JsonObject.builder()
                        .put("name", name)
                        .put("namespace", workflow.namespace())
                        .put("labels", labels(workflow))
                        .put(
                                "annotations",
                                JsonObject.of(LOG, "container " + directive.text() + "\n"))
                        .build();
        JsonObject container =
                JsonObject.builder()
                        .put("name", "user")
                        .put("image", "rabbit-sim/" + directive.argument("profile"))
                        .build();
        return JsonObject.builder()
                .put("metadata", metadata)
                .put("spec", JsonObject.of("containers", JsonArray.of(container)))
                .build();
    }
}
