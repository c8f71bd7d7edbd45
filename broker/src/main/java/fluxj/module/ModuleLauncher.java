package fluxj.module;

import fluxj.errors.Errno;
import fluxj.wire.Message;

/// Runs modules in processes of their own (spec broker 8.1 to 8.3). One implementation starts them
/// through the platform; tests script them.
public interface ModuleLauncher {
    /// The command `flux <loader> <path>` with a message channel that `FLUX_MODULE_URI` names.
    record Launch(String loader, String path) {}

    /// A module process that was launched.
    interface ModuleProcess {
        /// Sends it a message; dropped when the channel is gone.
        void send(Message message);

        /// Ends it at once (SIGKILL).
        void kill();

        /// Bytes on their way to it.
        int pending();

        /// Gives the channel up.
        void close();
    }

    /// What becomes of a process. Never called from within [#launch].
    interface Listener {
        /// It runs.
        void onStarted(int pid);

        /// It sent a message.
        void onMessage(Message message);

        /// It ended by itself.
        void onExit(int code);

        /// A signal ended it.
        ///
        /// @param signal the signal's name, such as `Segmentation fault`
        void onKilled(String signal);

        /// It could not be started.
        void onFailure(Errno errno, String text);
    }

    /// Starts one.
    ModuleProcess launch(Launch launch, Listener listener);
}
