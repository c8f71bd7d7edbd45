package fluxj.core.statemachine;

/// What systemd is told of this broker (sd_notify(3)).
public interface ServiceStatus {
    /// Sends assignments such as `READY=1`, one to a line.
    void notify(String assignments);
}
