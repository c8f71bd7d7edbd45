package fluxj.services.resource;

import fluxj.format.Idset;
import fluxj.services.resource.drain.DrainState;

import java.util.function.Supplier;

/// Which ranks no job may start on, and why. What is drained is asked for anew each time, because
/// that state is made when the module starts.
///
/// @param excluded ranks that are kept from the scheduler
record Availability(Supplier<DrainState> drains, Monitor monitor, Supplier<Idset> excluded) {
    Idset drained() {
        return drains.get().drained();
    }

    /// Those that are not to be used now.
    Idset unavailable() {
        return drained().union(monitor.down()).union(monitor.torpid());
    }
}
