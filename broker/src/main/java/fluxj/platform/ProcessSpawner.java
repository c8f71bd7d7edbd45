package fluxj.platform;

/// Starts processes. The simulator scripts them.
public interface ProcessSpawner {
    /// Starts one process; it runs when this returns.
    ///
    /// @throws fluxj.errors.FluxException with the errno of exec, such as ENOENT or EACCES, or that
    ///   of whatever else could not be had
    ChildProcess spawn(SpawnRequest request);
}
