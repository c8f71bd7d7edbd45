package fluxj.core.log;

import fluxj.service.Severity;

/// Where records go beyond the broker's memory. Lines come without their newline.
public interface LogOutput {
    /// Standard error.
    void stderr(String line);

    /// The file that `log-filename` names.
    void file(String line);

    /// The system's log.
    void syslog(Severity severity, String line);
}
