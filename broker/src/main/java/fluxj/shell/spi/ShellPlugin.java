package fluxj.shell.spi;

import fluxj.format.Taskmap;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;
import fluxj.subprocess.IoObject;

import java.util.Optional;

/// One plugin in one shell of one job (spec services 15.2, 15.9). A plugin overrides what it wants
/// to know of; callbacks run on the shell's reactor, in the order of the plugins, and never block:
/// what takes time is a promise.
///
/// A callback that throws a [fluxj.errors.FluxException] has failed: its text is logged under the
/// plugin's name. Of [#init], [#consult], [#postInit], [#taskInit], [#taskFork], [#start] and
/// [#exit] that ends the shell with exit code 1; a [ShellFailure] ends it with the code and the
/// note that it carries, whatever the callback.
public interface ShellPlugin {
    /// Before the first barrier: what other shells and the tasks count on is made here. The next
    /// plugin's turn comes when the promise is done.
    default Promise<Empty> init() {
        return Promise.of(Empty.EMPTY);
    }

    /// All shells are initialised and hear each other: what they must agree on before tasks run.
    /// The next plugin's turn comes when the promise is done.
    default Promise<Empty> consult() {
        return Promise.of(Empty.EMPTY);
    }

    /// All shells are initialised, no task runs yet.
    default void postInit() {}

    /// A task is about to be started; its command and environment may still be changed.
    default void taskInit(ShellTask task) {}

    /// The last look at a task before it is started: templates in its command are rendered.
    default void taskExec(ShellTask task) {}

    /// A task runs.
    default void taskFork(ShellTask task) {}

    /// A task has ended and all it said has been read.
    default void taskExit(ShellTask task) {}

    /// All tasks of this shell run.
    default void start() {}

    /// The resources of the job are others than before ([ShellJob#resources]).
    default void resourceUpdate() {}

    /// Another shell is gone for good; told to the leader.
    default void lost(LostShell shell) {}

    /// All tasks of this shell have ended.
    default void finish() {}

    /// All tasks of all shells that are left have ended; told to the leader.
    default void tasksComplete() {}

    /// The shell has nothing left to do; it ends when the promise is done.
    default Promise<Empty> exit() {
        return Promise.of(Empty.EMPTY);
    }

    /// A message was logged, by whomever. What is logged in here is not told again.
    default void log(ShellLogLine line) {}

    /// A destination of messages gets those up to another level.
    ///
    /// @param destination such as `eventlog`
    default void logLevel(String destination, ShellLevel level) {}

    /// Output of a task that did not come through its pipes.
    default void output(IoObject output) {}

    /// Lays tasks out by a scheme of the option `taskmap`; empty when the scheme is not this
    /// plugin's.
    ///
    /// @param value what stands after the scheme; may be empty
    /// @throws fluxj.errors.FluxException when the value is none
    default Promise<Optional<Taskmap>> taskmap(String scheme, String value) {
        return Promise.of(Optional.empty());
    }

    /// The value of a tag `{{name}}` of a template; empty when it is not this plugin's.
    default Optional<String> render(String name) {
        return Optional.empty();
    }
}
