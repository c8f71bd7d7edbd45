package fluxj.shell.lua;

import fluxj.json.JsonObject;

import java.util.List;
import java.util.Map;

/// What a script sees of the shell as it is now, and may change.
///
/// @param environment of the job
/// @param options of the shell
/// @param degrees as the option `verbose`
/// @param tasks those that handlers of `task.` topics are called for
public record RcView(
        Map<String, String> environment, JsonObject options, int degrees, List<TaskView> tasks) {
    /// A task.
    ///
    /// @param index its number in its shell
    /// @param info `task.info`
    public record TaskView(int index, JsonObject info, Map<String, String> environment) {}
}
