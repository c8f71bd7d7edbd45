package fluxj.core.statemachine;

import fluxj.reactor.Promise;
import fluxj.rpc.Empty;

import java.util.List;

/// The modules that are part of the broker, in the order of (spec broker 6.2).
public interface BuiltinModules {
    /// Starts each of them without waiting for the one before; done when all run, and failed with
    /// the error of the first that does not.
    Promise<Empty> load();

    /// Stops them in the opposite order, one after the other.
    Promise<Empty> unload();

    /// The names of those that still run.
    List<String> loaded();
}
