package fluxj.coral2.dws.kubernetes;

import fluxj.json.JsonObject;

/// What a watch reports.
///
/// @param type what happened to the object
/// @param object the object as it is now, or as it was last
public record ObjectEvent(Change type, JsonObject object) {
    /// What happened.
    public enum Change {
        ADDED,
        MODIFIED,
        DELETED
    }
}
