package fluxj.core.runat;

import fluxj.platform.Terminal;
import fluxj.reactor.Reactor;
import fluxj.service.Attributes;
import fluxj.service.Environment;
import fluxj.service.Log;
import fluxj.subprocess.SubprocessServer;

import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// What commands are run with.
///
/// @param log the broker's own
/// @param environment the broker's variables, as they are when a command starts
/// @param server the one behind `rexec`, so that commands are listed there
/// @param terminal the terminal on the broker's standard input
/// @param status told of each command that is about to run, for systemd
public record Workshop(
        Reactor reactor,
        Log log,
        Attributes attributes,
        Environment environment,
        SubprocessServer server,
        Optional<Terminal> terminal,
        Consumer<String> status) {
    private static final String DEFAULT_SHELL = "/bin/bash";

    String shell() {
        return environment.get("SHELL").orElse(DEFAULT_SHELL);
    }

    Map<String, String> commandEnvironment() {
        return CommandEnvironment.of(
                environment.copy(), attributes.get("local-uri"), attributes.get("jobid"));
    }
}
