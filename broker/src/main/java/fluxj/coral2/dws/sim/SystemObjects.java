package fluxj.coral2.dws.sim;

import fluxj.coral2.dws.kubernetes.Kind;
import fluxj.coral2.dws.kubernetes.ObjectName;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;

import java.util.List;

/// What is in Kubernetes before there is any workflow (spec coral2 8.3): namespaces, rabbits, and
/// the configuration and status of the system.
final class SystemObjects {
    private static final Kind STORAGE_PROFILE =
            new Kind(Kind.NNF, "nnfstorageprofiles", "NnfStorageProfile", true);
    private static final Kind CONTAINER_PROFILE =
            new Kind(Kind.NNF, "nnfcontainerprofiles", "NnfContainerProfile", true);

    private final SimContext context;
    private final SimLayout layout;
    private final WorkflowChildren children;

    SystemObjects(SimContext context, SimLayout layout) {
        this.context = context;
        this.layout = layout;
        children = new WorkflowChildren(context.kubernetes());
    }

    /// Makes what is not there.
    Promise<JsonObject> make() {
        JsonObject configuration = layout.systemConfiguration();
        ObjectName system = ObjectName.of(ObjectName.DEFAULT);
        List<String> rabbits = List.copyOf(layout.rabbits().keySet());
        return BoundedWork.run(
                        layout.namespaces(),
                        name -> children.ensure(SimLayout.NAMESPACE, SimLayout.namespace(name)))
                .flatMap(_ -> makeProfiles())
                .flatMap(_ -> BoundedWork.run(rabbits, this::makeRabbit))
                .flatMap(_ -> children.ensure(Kind.SYSTEM_CONFIGURATION, configuration))
                .flatMap(
                        _ ->
                                children.setSpec(
                                        Kind.SYSTEM_CONFIGURATION,
                                        system,
                                        WorkflowChildren.spec(configuration)))
                .flatMap(
                        _ ->
                                children.setStatus(
                                        Kind.SYSTEM_CONFIGURATION,
                                        system,
                                        JsonObject.builder().put("ready", true).build()))
                .flatMap(_ -> children.ensure(Kind.SYSTEM_STATUS, SimLayout.systemStatus()));
    }

    private Promise<JsonObject> makeRabbit(String rabbit) {
        return children.ensure(Kind.STORAGE, SimLayout.storage(rabbit))
                .flatMap(
                        there ->
                                WorkflowChildren.status(there).get("status").isPresent()
                                        ? Promise.of(there)
                                        : children.setStatus(
                                                Kind.STORAGE,
                                                ObjectName.of(rabbit),
                                                layout.storageStatus(
                                                        rabbit,
                                                        "Ready",
                                                        context.faults(),
                                                        context.space().free(rabbit))));
    }

    /// The profiles that near node flash comes with, which directives name and sites copy to make
    /// their own.
    private Promise<Empty> makeProfiles() {
        return children.ensureIfServed(STORAGE_PROFILE, storageProfile())
                .flatMap(_ -> children.ensureIfServed(CONTAINER_PROFILE, success()))
                .flatMap(_ -> children.ensureIfServed(CONTAINER_PROFILE, copyOffload()));
    }

    private static JsonObject profile(String name, JsonObject data) {
        return JsonObject.builder()
                .put(
                        "metadata",
                        JsonObject.builder()
                                .put("name", name)
                                .put("namespace", SimLayout.PROFILE_NAMESPACE)
                                .build())
                .put("data", data)
                .build();
    }

    private static JsonObject storageProfile() {
        JsonObject single =
                JsonObject.builder().put("colocateComputes", false).put("count", 1).build();
        JsonObject lustre =
                JsonObject.builder()
                        .put("combinedMgtMdt", false)
                        .put("mgtOptions", single)
                        .put("mdtOptions", single)
                        .put(
                                "ostOptions",
                                JsonObject.builder()
                                        .put("colocateComputes", true)
                                        .put("scale", 5)
                                        .build())
                        .build();
        JsonObject.Builder data =
                JsonObject.builder()
                        .put("default", true)
                        .put("pinned", false)
                        .put("lustreStorage", lustre);
        for (String type : List.of("gfs2Storage", "rawStorage", "xfsStorage")) {
            data.put(type, JsonObject.of("capacityScalingFactor", "1.0"));
        }
        return profile("default", data.build());
    }

    private static JsonObject success() {
        JsonObject data =
                JsonObject.builder()
                        .put("retryLimit", 6)
                        .put("storages", storages("foo_local_storage", "foo_persistent_storage"))
                        .put("spec", pod("example-success"))
                        .build();
        return profile("example-success", data);
    }

    private static JsonObject copyOffload() {
        JsonObject mpi =
                JsonObject.builder()
                        .put("copyOffload", true)
                        .put("launcher", pod("launcher"))
                        .put("worker", pod("worker"))
                        .build();
        JsonObject data =
                JsonObject.builder()
                        .put("numPorts", 1)
                        .put("retryLimit", 0)
                        .put("storages", storages("my_storage", "shared_storage"))
                        .put("mpiSpec", mpi)
                        .build();
        return profile("copy-offload-default", data);
    }

    private static JsonArray storages(String job, String persistent) {
        return JsonArray.of(
                JsonObject.builder().put("name", "DW_JOB_" + job).put("optional", false).build(),
                JsonObject.builder()
                        .put("name", "DW_PERSISTENT_" + persistent)
                        .put("optional", true)
                        .build());
    }

    private static JsonObject pod(String name) {
        JsonObject container =
                JsonObject.builder()
                        .put("name", name)
                        .put("image", "rabbit-sim/" + name)
                        .put("command", JsonArray.ofTexts(List.of("true")))
                        .build();
        return JsonObject.of("containers", JsonArray.of(container));
    }
}
