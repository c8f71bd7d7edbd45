package fluxj.service;

import fluxj.errors.Errno;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;

import java.util.List;

/// The modules of this broker (RFC 5): what the `module` service and the state machine command.
public interface Modules {
    /// Loads a module; done when it runs, failed with its error when it ends before that.
    Promise<Empty> load(ModuleSpec spec);

    /// Ends the module of that name or path; done when it is gone, failed with ENOENT when there is
    /// none.
    ///
    /// @param cancel true ends it without asking it
    Promise<Empty> remove(String name, boolean cancel);

    /// The modules in the order they were loaded.
    List<ModuleInfo> list();

    /// True when a module of that name or path is loaded.
    boolean isLoaded(String name);

    /// What a module in a process says of itself; an unknown sender is ignored.
    ///
    /// @param uuid the module's identity
    void report(String uuid, ModuleState state, Errno errnum);

    /// Holds back what goes to a module, or lets it go.
    ///
    /// @throws fluxj.errors.FluxException ENOENT when there is no such module
    void defer(String name, boolean hold);

    /// Shows every message between broker and modules to `tap` from now on; one at a time.
    void watch(MessageTap tap);

    /// Ends [#watch].
    void unwatch();
}
