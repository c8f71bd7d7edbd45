package fluxj.broker;

import fluxj.core.statemachine.ServiceStatus;
import fluxj.errors.FluxException;
import fluxj.service.Attributes;
import fluxj.service.Environment;
import fluxj.service.Log;

import java.util.Optional;

/// Tells systemd how this broker does, when `broker.sd-notify` asks for it and systemd listens.
final class SystemdStatus implements ServiceStatus {
    private final BrokerPlatform platform;
    private final Log log;
    private final Optional<String> socket;
    private boolean failed;

    SystemdStatus(
            BrokerPlatform platform, Attributes attributes, Environment environment, Log log) {
        this.platform = platform;
        this.log = log;
        socket =
                attributes
                        .get("broker.sd-notify")
                        .filter(value -> !value.equals("0"))
                        .flatMap(_ -> environment.get("NOTIFY_SOCKET"));
    }

    @Override
    public void notify(String assignments) {
        if (socket.isEmpty() || failed) {
            return;
        }
        try {
            platform.notify(socket.get(), assignments);
        } catch (FluxException e) {
            failed = true;
            log.warning("sd_notify: " + e.getMessage());
        }
    }
}
