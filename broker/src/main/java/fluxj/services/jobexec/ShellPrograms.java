package fluxj.services.jobexec;

import java.nio.file.Path;
import java.util.Optional;

/// The job shells that are there without being named.
///
/// @param fluxCore flux-core's, where this broker runs in the environment of its `flux`
/// @param own this installation's, as a program
record ShellPrograms(Optional<String> fluxCore, Optional<String> own) {
    /// None.
    static final ShellPrograms NONE = new ShellPrograms(Optional.empty(), Optional.empty());

    private static final String HOME = "fluxj.home";

    /// Those of this process.
    ///
    /// @param fluxCore the path of flux-core's; may be empty
    static ShellPrograms with(String fluxCore) {
        return new ShellPrograms(
                Optional.of(fluxCore).filter(path -> !path.isEmpty()),
                Optional.ofNullable(System.getProperty(HOME))
                        .map(home -> Path.of(home, "bin", "fluxj-shell").toString()));
    }
}
