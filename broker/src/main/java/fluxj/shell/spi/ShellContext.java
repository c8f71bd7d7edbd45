package fluxj.shell.spi;

import fluxj.json.JsonObject;
import fluxj.platform.PseudoTerminal;
import fluxj.platform.WallClock;
import fluxj.reactor.Promise;
import fluxj.reactor.Reactor;
import fluxj.rpc.Empty;
import fluxj.rpc.RpcClient;
import fluxj.subprocess.IoObject;
import fluxj.subprocess.SubprocessServer;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// All that a plugin may touch of its shell. The same whether the shell runs in the broker or in a
/// process of its own.
public interface ShellContext {
    /// The job.
    ShellJob job();

    /// Its options.
    ShellOptions options();

    /// Messages under the plugin's name.
    ShellLog log();

    /// The environment of its tasks.
    ShellEnvironment environment();

    /// The tasks of this shell in the order of their ranks; none before [ShellPlugin#init].
    List<ShellTask> tasks();

    /// Renders templates.
    ShellTemplates templates();

    /// Talks to other shells.
    ShellMessages messages();

    /// Talks to services; requests go to the shell's own broker unless a rank is given.
    RpcClient rpc();

    /// Time, timers, slow work.
    Reactor reactor();

    /// Time of day.
    WallClock clock();

    /// Makes a terminal that a task can run on ([ShellTask#runOn]).
    ///
    /// @throws fluxj.errors.FluxException when there is none to be had
    PseudoTerminal openTerminal();

    /// Makes a subprocess server of the plugin's own, whose commands have the job's environment
    /// when they bring none. What runs in it is nobody's task: who makes it also ends it.
    SubprocessServer subprocesses();

    /// An attribute of the shell's broker; empty when it has none of that name.
    Promise<Optional<String>> attribute(String name);

    /// The hardware of this host.
    Promise<ShellHardware> hardware();

    /// Where flux-core's `libpmi.so` is, which programs can load to speak PMI; empty where there is
    /// no flux-core.
    Promise<Optional<Path>> pmiLibrary();

    /// A file as the tasks would find it: a relative path begins where they start.
    Path file(String path);

    /// This host.
    String hostname();

    /// An eventlog below the job's `guest` directory.
    ///
    /// @param key such as `output`
    /// @param batch how long an event may wait for others
    ShellEventlog eventlog(String key, Duration batch);

    /// Adds members to an event that the leader will write to `exec.eventlog`, such as
    /// `shell.init`.
    void addEventContext(String event, JsonObject context);

    /// Keeps the shell from ending until it is released.
    ///
    /// @param what for, in messages
    Hold hold(String what);

    /// Sends a signal to all tasks of this shell.
    void kill(int signum);

    /// Raises an exception on the job.
    ///
    /// @param severity 0 ends the job
    Promise<Empty> raise(String type, int severity, String note);

    /// Ends this shell.
    void fail(ShellFailure failure);

    /// Hands output to whoever writes that of tasks.
    void output(IoObject output);
}
