package fluxj.subprocess;

/// Where background processes write.
public interface SubprocessLog {
    /// Standard output and exits.
    void info(String line);

    /// Standard error.
    void error(String line);
}
