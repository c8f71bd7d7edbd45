package fluxj.shell;

import fluxj.json.JsonObject;
import fluxj.platform.PseudoTerminal;
import fluxj.platform.WallClock;
import fluxj.reactor.Promise;
import fluxj.reactor.Reactor;
import fluxj.rpc.Empty;
import fluxj.rpc.RpcClient;
import fluxj.services.jobmanager.JobManagerProtocol;
import fluxj.shell.job.RunningJob;
import fluxj.shell.spi.Hold;
import fluxj.shell.spi.ShellContext;
import fluxj.shell.spi.ShellEnvironment;
import fluxj.shell.spi.ShellEventlog;
import fluxj.shell.spi.ShellFailure;
import fluxj.shell.spi.ShellHardware;
import fluxj.shell.spi.ShellJob;
import fluxj.shell.spi.ShellLog;
import fluxj.shell.spi.ShellMessages;
import fluxj.shell.spi.ShellOptions;
import fluxj.shell.spi.ShellTask;
import fluxj.shell.spi.ShellTemplates;
import fluxj.subprocess.IoObject;
import fluxj.subprocess.SubprocessServer;
import fluxj.wire.Message;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// A shell as one of its plugins sees it.
///
/// @param name the plugin's
record PluginContext(String name, ShellLog log, Parts parts) implements ShellContext {
    /// What all plugins share.
    ///
    /// @param fail ends the shell in the name of a plugin
    /// @param injected takes output that did not come through a task's pipes
    /// @param directory where tasks start; empty is wherever the shell is
    record Parts(
            ShellHost host,
            RunningJob job,
            TaskEnvironment environment,
            LocalTasks localTasks,
            ShellTemplates templates,
            ShellMessages messages,
            GuestCommits commits,
            ExecEvents events,
            Holds holds,
            BiConsumer<String, ShellFailure> fail,
            Consumer<IoObject> injected,
            Supplier<Optional<String>> directory) {}

    @Override
    public ShellJob job() {
        return parts.job();
    }

    @Override
    public ShellOptions options() {
        return parts.job().spec().options();
    }

    @Override
    public ShellEnvironment environment() {
        return parts.environment();
    }

    @Override
    public List<ShellTask> tasks() {
        return Collections.unmodifiableList(parts.localTasks().all());
    }

    @Override
    public ShellTemplates templates() {
        return parts.templates();
    }

    @Override
    public ShellMessages messages() {
        return parts.messages();
    }

    @Override
    public RpcClient rpc() {
        return parts.host().rpc();
    }

    @Override
    public Reactor reactor() {
        return parts.host().reactor();
    }

    @Override
    public WallClock clock() {
        return parts.host().clock();
    }

    @Override
    public PseudoTerminal openTerminal() {
        return parts.host().processes().openTerminal();
    }

    @Override
    public SubprocessServer subprocesses() {
        return parts.host().subprocesses(parts.environment().all(), (_, text) -> log.debug(text));
    }

    @Override
    public Promise<Optional<String>> attribute(String name) {
        return parts.host().attribute(name);
    }

    @Override
    public Promise<ShellHardware> hardware() {
        return parts.host().hardware();
    }

    @Override
    public Promise<Optional<Path>> pmiLibrary() {
        return parts.host().pmiLibrary();
    }

    @Override
    public Path file(String path) {
        return Path.of(parts.directory().get().orElse("")).resolve(path);
    }

    @Override
    public String hostname() {
        return parts.host().place().name();
    }

    @Override
    public ShellEventlog eventlog(String key, Duration batch) {
        return new JobEventlog(parts.commits(), clock(), key, batch);
    }

    @Override
    public void addEventContext(String event, JsonObject context) {
        parts.events().add(event, context);
    }

    @Override
    public Hold hold(String what) {
        return parts.holds().add(what);
    }

    @Override
    public void kill(int signum) {
        parts.localTasks().kill(signum);
    }

    @Override
    public Promise<Empty> raise(String type, int severity, String note) {
        return rpc().call(
                        JobManagerProtocol.RAISE,
                        Message.NODEID_ANY,
                        new JobManagerProtocol.Raise(
                                job().id().value(),
                                severity,
                                type,
                                Optional.of(note),
                                Optional.empty()));
    }

    @Override
    public void fail(ShellFailure failure) {
        parts.fail().accept(name, failure);
    }

    @Override
    public void output(IoObject output) {
        parts.injected().accept(output);
    }
}
