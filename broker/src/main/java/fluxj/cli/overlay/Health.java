package fluxj.cli.overlay;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.util.ArrayList;
import java.util.List;

/// What `overlay.health` says of one broker and its children.
///
/// @param seconds time since it entered the status
/// @param error why, for a child that is lost or was turned away
record Health(int rank, String status, double seconds, String error, List<Health> children) {
    static Health of(JsonObject json) {
        List<Health> children = new ArrayList<>();
        for (JsonValue child : json.array("children").orElse(JsonArray.EMPTY)) {
            if (child instanceof JsonObject object) {
                children.add(of(object));
            }
        }
        return new Health(
                json.whole("rank").orElseThrow(Health::malformed).intValue(),
                json.text("status").orElseThrow(Health::malformed),
                json.get("duration").map(Health::real).orElse(0.0),
                json.text("error").orElse(""),
                children);
    }

    private static double real(JsonValue value) {
        return switch (value) {
            case JsonValue.Real(double number) -> number;
            case JsonValue.Whole(long number) -> number;
            case JsonObject _, JsonArray _, JsonValue.Scalar _ -> 0;
        };
    }

    private static FluxException malformed() {
        return new FluxException(Errno.EPROTO, "error parsing overlay.health response");
    }

    /// True when no broker of that subtree answers.
    boolean isGone() {
        return status.equals("lost") || status.equals("offline");
    }
}
