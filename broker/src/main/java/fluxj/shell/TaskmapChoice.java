package fluxj.shell;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Taskmap;
import fluxj.reactor.Promise;
import fluxj.shell.job.RunningJob;
import fluxj.shell.spi.ShellLevel;

import java.util.Optional;

/// The places of a job's tasks, by the option `taskmap` if it was given (spec services 15.6).
///
/// @param plugins make maps by schemes
record TaskmapChoice(RunningJob job, ShellPluginStack plugins, MessageRouter router) {
    private record Choice(String scheme, Optional<String> value) {}

    /// Makes the map.
    ///
    /// @return fails with the note of the job's exception
    /// @throws FluxException when the option cannot be read
    Promise<Taskmap> make() {
        Optional<Choice> option = job.spec().options().group("taskmap", Choice.class);
        if (option.isEmpty()) {
            return Promise.of(job.taskmap());
        }
        String scheme = option.get().scheme();
        return plugins.taskmap(scheme, option.get().value().orElse(""))
                .map(
                        map ->
                                checked(
                                        map.orElseThrow(
                                                () ->
                                                        new FluxException(
                                                                Errno.EINVAL,
                                                                "failed to map tasks with scheme="
                                                                        + scheme))));
    }

    /// A map may only put the tasks elsewhere.
    private Taskmap checked(Taskmap map) {
        Taskmap now = job.taskmap();
        String wrong = "";
        if (map.isUnknown()) {
            wrong = "mapping is unknown";
        } else if (map.nodeCount() != now.nodeCount()) {
            wrong = "got " + map.nodeCount() + " nodes, expected " + now.nodeCount();
        } else if (map.taskCount() != now.taskCount()) {
            wrong = "got " + map.taskCount() + " total tasks, expected " + now.taskCount();
        }
        if (!wrong.isEmpty()) {
            router.log(ShellLevel.ERROR, "", "invalid taskmap: " + wrong);
            throw new FluxException(Errno.EINVAL, "failed to set new shell taskmap");
        }
        return map;
    }
}
