package fluxj.coral2.dws.rabbits;

import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.util.ArrayList;
import java.util.List;

/// Where a job with rabbit storage must not run (RFC 31, spec coral2 4.7), as
/// `job-manager.dws.resource-update` has it.
public final class RabbitConstraint {
    /// The property of nodes whose rabbit, or whose link to it, is down.
    public static final String BAD = "badrabbit";

    /// The property of nodes whose rabbit has another job's storage, where the scheduler does not
    /// count it.
    public static final String ALLOCATED = "alloc_rabbit";

    private RabbitConstraint() {}

    /// The constraint of an instance whose scheduler allocates storage: null, unless nodes that
    /// lose their rabbit stay in use.
    ///
    /// @param drains nodes that lose their rabbit are drained
    public static JsonValue withStorageScheduled(boolean drains) {
        return drains ? JsonValue.Null.NULL : without(BAD);
    }

    /// The constraint of an instance whose scheduler knows nothing of storage.
    public static JsonValue withoutStorageScheduled() {
        return operator("and", List.of(without(BAD), without(ALLOCATED)));
    }

    private static JsonObject without(String property) {
        return operator(
                "not", List.of(JsonObject.of("properties", JsonArray.ofTexts(List.of(property)))));
    }

    private static JsonObject operator(String name, List<JsonObject> operands) {
        return JsonObject.of(name, new JsonArray(new ArrayList<>(operands)));
    }
}
