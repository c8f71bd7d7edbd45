package fluxj.platform;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;

/// Starts processes, and makes the terminals that they run on. The simulator scripts them.
public interface ProcessSpawner {
    /// Starts one process; it runs when this returns.
    ///
    /// @throws FluxException with the errno of exec, such as ENOENT or EACCES, or that of whatever
    ///   else could not be had
    ChildProcess spawn(SpawnRequest request);

    /// Makes a terminal that processes can be started on.
    ///
    /// @throws FluxException when there is none to be had
    default PseudoTerminal openTerminal() {
        throw new FluxException(Errno.ENOSYS, "there are no terminals here");
    }
}
