package fluxj.cli;

import java.util.List;

/// One command of `fluxj`.
public interface Program {
    /// Runs it with the words after its name and gives the exit code.
    int run(List<String> arguments, Console console);
}
