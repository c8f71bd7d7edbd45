package fluxj.cli.dws;

import fluxj.errors.FluxException;
import fluxj.platform.os.OsDatagrams;
import fluxj.reactor.Reactor;

import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;

/// Tells systemd twice as often as it wants to know that the service is alive (sd_notify(3)):
/// whatever holds up the reactor ends that, and the service is started anew.
final class Watchdog {
    private static final String ALIVE = "WATCHDOG=1";

    private final String socket;
    private final Consumer<String> complain;

    private Watchdog(String socket, Consumer<String> complain) {
        this.socket = socket;
        this.complain = complain;
    }

    /// Begins where systemd asks for it.
    ///
    /// @param environment where `NOTIFY_SOCKET` and `WATCHDOG_USEC` are read
    static void start(Map<String, String> environment, Reactor reactor, Consumer<String> complain) {
        String socket = environment.getOrDefault("NOTIFY_SOCKET", "");
        String micros = environment.getOrDefault("WATCHDOG_USEC", "");
        if (socket.isEmpty() || !micros.matches("[1-9]\\d{0,17}")) {
            return;
        }
        Watchdog watchdog = new Watchdog(socket, complain);
        watchdog.tell();
        reactor.every(Duration.ofNanos(Long.parseLong(micros) * 1000).dividedBy(2), watchdog::tell);
    }

    private void tell() {
        try {
            OsDatagrams.send(socket, ALIVE);
        } catch (FluxException e) {
            complain.accept("sd_notify: " + e.getMessage());
        }
    }
}
