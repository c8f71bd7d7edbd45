package fluxj.cli.top;

import fluxj.cli.CommandFailure;
import fluxj.job.Constraint;
import fluxj.job.ConstraintReader;
import fluxj.job.ResourceSet;
import fluxj.job.ResourceSetNodes;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The queues of an instance, of which one or all are shown.
final class QueueChoice {
    private final JsonObject queues;
    private final List<String> names;

    /// 0 is all of them.
    private int chosen;

    QueueChoice(JsonObject config) {
        queues = config.object("queues").orElse(JsonObject.EMPTY);
        names = new ArrayList<>(queues.keys());
    }

    boolean any() {
        return !names.isEmpty();
    }

    void choose(String name) {
        if (!names.contains(name)) {
            throw new CommandFailure("queue " + name + " not configured");
        }
        chosen = names.indexOf(name) + 1;
    }

    /// Goes so many further.
    void move(int by) {
        chosen = Math.floorMod(chosen + by, names.size() + 1);
    }

    /// The queue that is shown; empty for all of them.
    Optional<String> name() {
        return chosen == 0 ? Optional.empty() : Optional.of(names.get(chosen - 1));
    }

    /// The resources that jobs of the queue may have.
    ResourceSet resources(ResourceSet all) {
        Optional<JsonValue> requires =
                name().flatMap(queues::object).flatMap(queue -> queue.get("requires"));
        if (requires.isEmpty()) {
            return all;
        }
        Constraint constraint = ConstraintReader.read(JsonObject.of("properties", requires.get()));
        return all.only(new ResourceSetNodes(all).matching(constraint));
    }
}
