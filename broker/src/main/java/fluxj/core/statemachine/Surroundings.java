package fluxj.core.statemachine;

import fluxj.reactor.Reactor;
import fluxj.rpc.RpcClient;
import fluxj.service.Attributes;
import fluxj.service.Log;

/// What the state machine acts on.
///
/// @param rpc calls in the broker's own name
/// @param exitCode what the broker will exit with
/// @param parts what it starts and stops
/// @param doors what happens to the broker as a whole
public record Surroundings(
        int rank,
        int size,
        Reactor reactor,
        Log log,
        Attributes attributes,
        RpcClient rpc,
        ExitCode exitCode,
        Parts parts,
        Doors doors) {

    /// What it starts and stops.
    public record Parts(Scripts scripts, BuiltinModules builtins, ServiceStatus systemd) {}

    /// What happens to the broker as a whole.
    ///
    /// @param online lets clients in
    /// @param recovery shows that the instance is in recovery mode, before its shell starts
    /// @param exit ends the broker
    public record Doors(Runnable online, Runnable recovery, Runnable exit) {}
}
