package fluxj.jobtap;

import fluxj.json.JsonObject;

/// Whether one key of a jobspec may change (spec services 11.6).
public sealed interface UpdateVerdict {
    /// It may when the changed job passes validation as a new one would.
    UpdateVerdict GRANTED = new Granted(false, false, JsonObject.EMPTY);

    /// It may change.
    ///
    /// @param validated true: no other plugin needs to look at the changed job
    /// @param feasibility true: the scheduler must say that it could run
    /// @param also what must change with it, new values by dotted key
    record Granted(boolean validated, boolean feasibility, JsonObject also)
            implements UpdateVerdict {}

    /// It may not.
    ///
    /// @param reason what the user reads, one line
    record Refused(String reason) implements UpdateVerdict {}

    /// Refuses with a reason of one line.
    static UpdateVerdict refuse(String reason) {
        return new Refused(reason);
    }
}
