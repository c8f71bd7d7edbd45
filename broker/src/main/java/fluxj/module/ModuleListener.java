package fluxj.module;

import fluxj.errors.Errno;
import fluxj.service.ModuleState;

/// Told of the lives of modules: the state machine listens.
public interface ModuleListener {
    /// A module has reached a state.
    ///
    /// @param errnum why it ended, 0 when it ended well or has not ended
    void changed(String name, ModuleState state, Errno errnum);

    /// A module that was running ended with an error, and nobody had asked it to end (spec broker
    /// 6.3).
    void runtimeFailure(String name);
}
