package fluxj.service;

import java.util.List;
import java.util.Optional;

/// What `module.load` asks for (spec broker 7.5): a module by name or by file.
///
/// @param exec true asks for a process of its own
/// @param name another name than the file's
/// @param loader the command that runs the file, as in `flux <loader> <file>`
public record ModuleSpec(
        String path,
        List<String> args,
        Optional<Boolean> exec,
        Optional<String> name,
        Optional<String> loader) {
    /// A module by its name or file, and nothing else said.
    public static ModuleSpec of(String path, String... args) {
        return new ModuleSpec(
                path, List.of(args), Optional.empty(), Optional.empty(), Optional.empty());
    }
}
