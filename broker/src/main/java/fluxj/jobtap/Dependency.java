package fluxj.jobtap;

import fluxj.json.JsonObject;

import java.util.Optional;

/// One entry of a job's `attributes.system.dependencies` (RFC 26).
///
/// @param json all of it
public record Dependency(String scheme, JsonObject json) {
    /// What it depends on.
    public Optional<String> value() {
        return json.text("value");
    }
}
