package fluxj.coral2.dws.tracker.storage;

import fluxj.json.JsonObject;

import java.util.Optional;

/// A copy to or from a job's file systems, an NnfDataMovement object (spec coral2 8.3).
///
/// @param state `Starting`, `Running` or `Finished`; empty before anybody has looked
/// @param result `Success`, `Failed`, `Invalid` or `Cancelled`; empty before its end
/// @param message what went wrong, if it says
/// @param started in seconds since the epoch
public record DataMovement(
        String name, String state, String result, String message, Optional<Double> started) {
    /// Reads an object.
    public static DataMovement of(JsonObject object) {
        JsonObject status = object.object("status").orElse(JsonObject.EMPTY);
        return new DataMovement(
                object.object("metadata").flatMap(all -> all.text("name")).orElse(""),
                status.text("state").orElse(""),
                status.text("status").orElse(""),
                status.text("message").orElse(""),
                RabbitWorkflow.time(status, "startTime"));
    }

    /// True until it has ended.
    public boolean runs() {
        return !state.equals("Finished");
    }

    /// True when it has ended otherwise than well.
    public boolean hasFailed() {
        return !runs() && !result.equals("Success");
    }
}
