package fluxj.cli.start;

import fluxj.format.Taskmap;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What to start.
///
/// @param size how many brokers
/// @param broker the words that run one broker: a wrapper's, the broker's, its options
/// @param command the initial program of rank 0; empty for a shell
/// @param hosts the name that each broker believes its host has; empty for the true one
/// @param mode whose end matters, and who starts
/// @param exitTimeout how long the others may go on after that end
/// @param directories where sockets go
/// @param mapping which brokers believe that they share a node
/// @param verbose 1 prints command lines, 2 what goes over PMI
/// @param environment what the brokers inherit
record StartPlan(
        int size,
        List<String> broker,
        List<String> command,
        List<String> hosts,
        Mode mode,
        Duration exitTimeout,
        Directories directories,
        Taskmap mapping,
        int verbose,
        Map<String, String> environment) {

    /// Whose end matters, and who starts.
    ///
    /// @param leaderExits true when only rank 0's end and exit code count
    /// @param leaderStarts true when the others wait for `start.run`
    record Mode(boolean leaderExits, boolean leaderStarts) {}

    /// Where the brokers' sockets go.
    ///
    /// @param rundir a directory that exists; empty makes a new one
    /// @param cleanup true takes it away at the end; a new one always goes
    record Directories(Optional<Path> rundir, boolean cleanup) {}

    /// The command line of one rank (spec broker 4.4).
    List<String> argv(int rank, Path rundir) {
        List<String> argv = new ArrayList<>(broker);
        argv.add("--setattr=rundir=" + rundir);
        if (!hosts.isEmpty()) {
            argv.add("--setattr=hostname=" + hosts.get(rank));
        }
        if (rank == 0) {
            argv.addAll(command);
        }
        return argv;
    }
}
