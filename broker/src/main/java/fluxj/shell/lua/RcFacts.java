package fluxj.shell.lua;

import fluxj.json.JsonObject;

import java.nio.file.Path;
import java.util.Set;
import java.util.function.IntFunction;

/// What a script can find out and not change.
///
/// @param info `shell.info`
/// @param size how many shells there are
/// @param rank the shell's own
/// @param node what `shell.get_rankinfo` says of a shell; called on the thread of the script
/// @param directory where relative paths begin
/// @param searchPath where plugins are looked for, at first
/// @param plugins the file names of flux-core's plugins that this shell has its own for
public record RcFacts(
        JsonObject info,
        int size,
        int rank,
        IntFunction<JsonObject> node,
        Path directory,
        String searchPath,
        Set<String> plugins) {}
