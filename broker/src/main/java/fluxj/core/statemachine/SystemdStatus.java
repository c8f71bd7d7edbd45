package fluxj.core.statemachine;

import fluxj.errors.FluxException;
import fluxj.service.Attributes;
import fluxj.service.Environment;
import fluxj.service.Log;

import java.util.Optional;
import java.util.function.BiConsumer;

/// Tells systemd how this broker does, when `broker.sd-notify` asks for it and systemd listens.
public final class SystemdStatus {
    private final BiConsumer<String, String> datagram;
    private final Log log;
    private final Optional<String> socket;
    private boolean failed;

    /// @param datagram sends a text to the socket at a path, or fails with a [FluxException]
    public SystemdStatus(
            BiConsumer<String, String> datagram,
            Attributes attributes,
            Environment environment,
            Log log) {
        this.datagram = datagram;
        this.log = log;
        socket =
                attributes
                        .get("broker.sd-notify")
                        .filter(value -> !value.equals("0"))
                        .flatMap(_ -> environment.get("NOTIFY_SOCKET"));
    }

    /// Sends assignments such as `READY=1`, one to a line.
    public void notify(String assignments) {
        if (socket.isEmpty() || failed) {
            return;
        }
        try {
            datagram.accept(socket.get(), assignments);
        } catch (FluxException e) {
            failed = true;
            log.warning("sd_notify: " + e.getMessage());
        }
    }
}
