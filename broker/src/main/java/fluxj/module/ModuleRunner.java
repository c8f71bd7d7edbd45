package fluxj.module;

import fluxj.errors.Errno;
import fluxj.service.ModuleState;
import fluxj.wire.Message;
import fluxj.wire.RouteStack;

/// How one module runs: inside the JVM or as a process.
interface ModuleRunner {
    /// Told of what the module does; implemented by [LoadedModule].
    interface Owner {
        /// It serves now.
        void running();

        /// It takes no more requests.
        void finalizing();

        /// It is gone.
        ///
        /// @param text why; empty for the text of `errno`
        void exited(Errno errno, String text);

        /// It sends a message.
        void sends(Message message);
    }

    /// Begins; never calls the owner's [Owner#exited] before it returns.
    void start();

    /// Brings it a message.
    void deliver(Message message);

    /// Asks it to end.
    void stop();

    /// Ends it without asking.
    void cancel();

    /// The module says of itself that it is in this state.
    void report(ModuleState state, Errno errnum);

    /// Messages or bytes on their way to it.
    int pending();

    /// Bytes that wait behind it for whoever a response with these routes goes to.
    long backlog(RouteStack routes);
}
