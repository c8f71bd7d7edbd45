package fluxj.core.runat;

import fluxj.module.ModuleEnvironment;
import fluxj.platform.Terminal;
import fluxj.reactor.Reactor;
import fluxj.service.Log;
import fluxj.subprocess.SubprocessServer;

import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// What commands are run with.
///
/// @param log the broker's own
/// @param status told of each command that is about to run, for systemd
record CommandContext(
        ModuleEnvironment broker,
        Log log,
        SubprocessServer server,
        Consumer<String> status,
        RecoveryBanner banner) {
    private static final String DEFAULT_SHELL = "/bin/bash";

    Reactor reactor() {
        return broker.reactor();
    }

    /// The terminal on the broker's standard input.
    Optional<Terminal> terminal() {
        return broker.host().terminal();
    }

    String shell() {
        return broker.environment().get("SHELL").orElse(DEFAULT_SHELL);
    }

    /// The variables of a command that starts now.
    Map<String, String> environment() {
        return CommandEnvironment.of(
                broker.environment().copy(),
                broker.attributes().get("local-uri"),
                broker.attributes().get("jobid"));
    }
}
