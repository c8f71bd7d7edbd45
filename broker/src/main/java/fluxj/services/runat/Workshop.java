package fluxj.services.runat;

import fluxj.platform.ProcessSpawner;
import fluxj.platform.Terminal;
import fluxj.reactor.Reactor;
import fluxj.service.Attributes;
import fluxj.service.Environment;
import fluxj.service.Log;

import java.util.Optional;
import java.util.function.Consumer;

/// What commands are run with.
///
/// @param environment the broker's own, as it is when a command starts
/// @param terminal the broker's, when it has one
/// @param status shows what is being run
public record Workshop(
        Reactor reactor,
        Log log,
        Attributes attributes,
        Environment environment,
        ProcessSpawner spawner,
        Optional<Terminal> terminal,
        Consumer<String> status) {

    /// The user's shell.
    public String shell() {
        return environment.get("SHELL").orElse("/bin/bash");
    }
}
