package fluxj.shell.spi;

import fluxj.json.JsonObject;

import java.util.Optional;

/// A message of a shell.
///
/// @param rank the shell's rank; empty while it is not known
/// @param component the plugin; may be empty
public record ShellLogLine(
        ShellLevel level, Optional<Integer> rank, String component, String message) {

    /// The context of a `log` event (RFC 24).
    public JsonObject toContext() {
        JsonObject.Builder context = JsonObject.builder();
        rank.ifPresent(number -> context.put("rank", number.longValue()));
        context.put("level", level.number()).put("message", message);
        if (!component.isEmpty()) {
            context.put("component", component);
        }
        return context.build();
    }
}
