package fluxj.core.statemachine;

import fluxj.reactor.Promise;
import fluxj.rpc.Empty;

import java.util.List;

/// The modules that are part of the broker.
public interface BuiltinModules {
    /// Starts them one after the other; fails with the error of the first that does not run.
    Promise<Empty> load();

    /// Stops them in the opposite order.
    Promise<Empty> unload();

    /// The names of those that still run.
    List<String> loaded();
}
