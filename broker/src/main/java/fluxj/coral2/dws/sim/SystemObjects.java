package fluxj.coral2.dws.sim;

import fluxj.coral2.dws.kubernetes.Kind;
import fluxj.coral2.dws.kubernetes.ObjectName;
import fluxj.json.JsonObject;
import fluxj.reactor.Promise;

import java.util.List;

/// What is in Kubernetes before there is any workflow (spec coral2 8.3): namespaces, rabbits, and
/// the configuration and status of the system.
final class SystemObjects {
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
}
