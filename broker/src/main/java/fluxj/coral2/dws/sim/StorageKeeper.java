package fluxj.coral2.dws.sim;

import fluxj.coral2.dws.kubernetes.Kind;
import fluxj.coral2.dws.kubernetes.ObjectEvent;
import fluxj.coral2.dws.kubernetes.ObjectName;
import fluxj.json.JsonObject;

import java.util.Map;
import java.util.TreeMap;

/// Keeps the status of rabbits what their specification and the faults make of it (spec coral2 5.2,
/// 5.3).
final class StorageKeeper {
    private final SimContext context;
    private final SimLayout layout;
    private final WorkflowChildren children;
    private final Map<String, JsonObject> known = new TreeMap<>();

    /// The rabbits whose status is being written, and whether it is another by now.
    private final Map<String, Boolean> writing = new TreeMap<>();

    StorageKeeper(SimContext context, SimLayout layout) {
        this.context = context;
        this.layout = layout;
        children = new WorkflowChildren(context.kubernetes());
    }

    void onEvent(ObjectEvent event) {
        String rabbit = WorkflowChildren.nameOf(event.object()).name();
        if (!layout.rabbits().containsKey(rabbit)) {
            return;
        }
        if (event.type() == ObjectEvent.Change.DELETED) {
            known.remove(rabbit);
            return;
        }
        known.put(rabbit, event.object());
        keep(rabbit, event.object());
    }

    /// The faults are others now.
    void lookAtAll() {
        known.forEach(this::keep);
    }

    /// A rabbit has more or less free than before.
    void look(String rabbit) {
        JsonObject storage = known.get(rabbit);
        if (storage != null) {
            keep(rabbit, storage);
        }
    }

    private void keep(String rabbit, JsonObject storage) {
        JsonObject spec = WorkflowChildren.spec(storage);
        if (!spec.text("mode").orElse("Live").equals("Live")) {
            return;
        }
        String otherwise = context.faults().rabbit(rabbit).orElse("Ready");
        String wanted = spec.text("state").orElse("").equals("Disabled") ? "Disabled" : otherwise;
        JsonObject status =
                layout.storageStatus(
                        rabbit, wanted, context.faults(), context.space().free(rabbit));
        if (!status.equals(WorkflowChildren.status(storage))) {
            write(rabbit, status);
        }
    }

    /// Writes one status after the other: many allocations at once are one change.
    private void write(String rabbit, JsonObject status) {
        if (writing.putIfAbsent(rabbit, false) != null) {
            writing.put(rabbit, true);
            return;
        }
        children.setStatus(Kind.STORAGE, ObjectName.of(rabbit), status)
                .then(
                        _ -> written(rabbit),
                        error -> {
                            context.complain().accept(rabbit + ": " + error.getMessage());
                            written(rabbit);
                        });
    }

    private void written(String rabbit) {
        if (Boolean.TRUE.equals(writing.remove(rabbit))) {
            look(rabbit);
        }
    }
}
