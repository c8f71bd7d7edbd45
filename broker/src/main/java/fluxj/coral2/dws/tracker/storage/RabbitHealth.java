package fluxj.coral2.dws.tracker.storage;

import fluxj.json.JsonObject;

import java.util.Optional;

/// How a rabbit is, its Storage object (spec coral2 4.8).
///
/// @param wanted `Enabled` or `Disabled`: whether it may have allocations
/// @param status such as `Ready`
/// @param reason why Flux has disabled it; empty unless it has
/// @param date when, as it has written
public record RabbitHealth(
        String name, String wanted, String status, Optional<String> reason, Optional<String> date) {
    /// Reads an object.
    public static RabbitHealth of(JsonObject object) {
        JsonObject metadata = object.object("metadata").orElse(JsonObject.EMPTY);
        JsonObject notes = metadata.object("annotations").orElse(JsonObject.EMPTY);
        return new RabbitHealth(
                metadata.text("name").orElse(""),
                object.object("spec").flatMap(spec -> spec.text("state")).orElse("Enabled"),
                object.object("status").flatMap(status -> status.text("status")).orElse(""),
                notes.text("disable_reason"),
                notes.text("disable_date"));
    }

    /// True when it gets no allocations.
    public boolean isDisabled() {
        return wanted.equals("Disabled");
    }
}
