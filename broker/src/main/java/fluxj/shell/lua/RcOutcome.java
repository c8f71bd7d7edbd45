package fluxj.shell.lua;

import java.util.List;
import java.util.Optional;

/// What came of running a script or its handlers.
///
/// @param effects what it did, up to where it ended
/// @param death what it said in `shell.die`
/// @param failure why the script failed, with file and line
public record RcOutcome(List<RcEffect> effects, Optional<String> death, Optional<String> failure) {
    /// True when a handler failed.
    public boolean isAnyCallbackFailed() {
        return effects.stream().anyMatch(RcEffect.CallbackFailed.class::isInstance);
    }
}
