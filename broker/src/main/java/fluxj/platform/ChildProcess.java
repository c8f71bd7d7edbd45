package fluxj.platform;

import fluxj.reactor.Promise;

import java.util.Optional;

/// A process that was started and not yet forgotten. Confined to its reactor. Its end is noticed
/// independently of the end of its streams, which grandchildren may keep open.
public interface ChildProcess {
    /// The process id, and that of its group when it leads one.
    int pid();

    /// Done when the process has ended.
    Promise<WaitStatus> exit();

    /// Runs `handler` whenever a signal stops the process, from now on.
    void onStopped(Runnable handler);

    /// The parent's end of `stdin`, `stdout`, `stderr` or a channel; empty when there is none of
    /// that name. Reading begins when somebody listens.
    Optional<ByteStream> stream(String name);

    /// The parent's end of a channel as a bare descriptor, for whoever speaks something other than
    /// bytes on it; it then belongs to the caller, who closes it. Empty when there is none of that
    /// name or it was taken already.
    Optional<Integer> takeDescriptor(String channel);

    /// Sends a signal to the process, or to its group when it leads one; the group may be signaled
    /// after the process itself has ended, for what it left behind.
    ///
    /// @throws fluxj.errors.FluxException ESRCH when it is gone, EINVAL for no such signal, EPERM
    void kill(int signum);
}
