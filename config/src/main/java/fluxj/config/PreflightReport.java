package fluxj.config;

import java.util.List;

/// What a preflight found.
///
/// @param size how many brokers the configuration makes; 0 when it could not be read
/// @param facts lines that describe the instance, to be printed as they are
/// @param problems one line for each thing that will not work
public record PreflightReport(int size, List<String> facts, List<String> problems) {
    /// Copies the lines.
    public PreflightReport {
        facts = List.copyOf(facts);
        problems = List.copyOf(problems);
    }

    /// What `fluxj config check` exits with: 1 when there are problems.
    public int exitCode() {
        return problems.isEmpty() ? 0 : 1;
    }
}
