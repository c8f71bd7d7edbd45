package fluxj.coral2.dws;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.util.Optional;

/// Which nodes a job may not have on account of its rabbits, as a constraint (RFC 31) that joins
/// the job's own (spec coral2 4.2.6).
///
/// @param constraint what its nodes must be
record ExcludedNodes(JsonValue constraint) {
    /// Reads what a service says: a constraint, null, or the name of a property.
    ///
    /// @return empty when the job's constraints stay as they are
    /// @throws FluxException EPROTO for anything else
    static Optional<ExcludedNodes> of(JsonValue exclude) {
        return switch (exclude) {
            case JsonValue.Null _ -> Optional.empty();
            case JsonObject constraint -> Optional.of(new ExcludedNodes(constraint));
            case JsonValue.Text(String property) ->
                    property.isEmpty()
                            ? Optional.empty()
                            : Optional.of(new ExcludedNodes(not(property)));
            case JsonValue _ -> throw new FluxException(Errno.EPROTO);
        };
    }

    private static JsonObject properties(String property) {
        return JsonObject.of("properties", JsonArray.of(JsonValue.of(property)));
    }

    private static JsonObject not(String property) {
        return JsonObject.of("not", JsonArray.of(properties(property)));
    }

    /// The constraints that a job has from now on.
    ///
    /// @param own what it has
    /// @param alsoRabbits true: it may have the rabbits themselves too
    JsonValue join(Optional<JsonValue> own, boolean alsoRabbits) {
        JsonValue joined =
                own.isEmpty()
                        ? constraint
                        : JsonObject.of("and", JsonArray.of(own.get(), constraint));
        return alsoRabbits
                ? JsonObject.of("or", JsonArray.of(properties("rabbit"), joined))
                : joined;
    }
}
