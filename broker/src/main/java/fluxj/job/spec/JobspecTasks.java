package fluxj.job.spec;

import fluxj.format.FormatException;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.util.List;

/// The tasks of a jobspec as the validator looks at them.
final class JobspecTasks {
    private JobspecTasks() {}

    static void validate(JsonValue value) {
        JsonObject task = JobspecChecks.object(value, "task must be a mapping");
        JobspecChecks.keys(List.of("command", "slot", "count"), task, false, true);
        count(task);
        JobspecChecks.text(task, "slot", "slot must be a string");
        if (task.get("attributes").isPresent() && task.object("attributes").isEmpty()) {
            throw new FormatException("attributes must be a mapping");
        }
        command(task);
    }

    private static void count(JsonObject task) {
        if (task.object("count").isEmpty()) {
            throw new FormatException("count must be a mapping");
        }
        JsonObject count = task.object("count").get();
        if (count.keys().size() != 1) {
            throw new FormatException("count must have exactly one key set");
        }
        if (!List.of("per_slot", "per_resource", "total").containsAll(count.keys())) {
            throw new FormatException("count per_slot, per_resource, or total must be set");
        }
        positive(count, "total");
        positive(count, "per_slot");
    }

    private static void positive(JsonObject count, String key) {
        if (count.get(key).isEmpty()) {
            return;
        }
        long number =
                count.whole(key)
                        .orElseThrow(() -> new FormatException("count " + key + " must be an int"));
        if (number <= 0) {
            throw new FormatException("count " + key + " must be > 0");
        }
    }

    private static void command(JsonObject task) {
        JsonArray command =
                task.array("command")
                        .orElseThrow(
                                () -> new FormatException("command must be a list of strings"));
        if (command.size() == 0) {
            throw new FormatException("command array cannot have length of zero");
        }
        for (JsonValue word : command) {
            if (!(word instanceof JsonValue.Text)) {
                throw new FormatException("command must be a list of strings");
            }
        }
    }

    static void requirePerSlotOrTotal(JsonObject task) {
        if (task.object("count").orElse(JsonObject.EMPTY).get("per_resource").isPresent()) {
            throw new FormatException("count per_slot or total must be set");
        }
    }
}
