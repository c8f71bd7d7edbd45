package fluxj.platform;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What a broker may know of its host, its users and its own process.
public interface HostFacts {
    /// An entry of the password database.
    record User(String name, int uid, int gid, String home, String shell) {}

    /// Resources used so far; times in seconds (getrusage(2)).
    record ResourceUsage(
            double userSeconds,
            double systemSeconds,
            long maxResidentKib,
            long minorFaults,
            long majorFaults,
            long blocksIn,
            long blocksOut,
            long voluntarySwitches,
            long involuntarySwitches) {}

    /// Whose usage to count.
    enum Who {
        /// The process.
        SELF,
        /// Its children that have ended.
        CHILDREN,
        /// The calling thread.
        THREAD
    }

    /// This process's real user id.
    int uid();

    /// This process's real group id.
    int gid();

    /// This process's id.
    int pid();

    /// True when this process leads its process group, as one does that a shell's user started.
    default boolean leadsGroup() {
        return false;
    }

    /// The host's name as the kernel has it.
    String hostname();

    /// Looks a user up by name.
    Optional<User> user(String name);

    /// Looks a user up by number.
    Optional<User> user(int uid);

    /// The names listed as members of a group; empty when there is no such group.
    Optional<List<String>> groupMembers(String group);

    /// True when that descriptor of this process is a terminal.
    boolean isTerminal(int fd);

    /// How many columns wide the terminal on that descriptor is; 0 when it is none or does not say.
    int columns(int fd);

    /// How many rows the terminal on that descriptor has; 0 when it is none or does not say.
    int rows(int fd);

    /// What `ps` shows as this process's name; the kernel keeps 15 bytes.
    void nameProcess(String name);

    /// Name of the interface that the default IPv4 or IPv6 route leaves by.
    Optional<String> defaultRouteInterface();

    /// Resources used so far.
    ResourceUsage usage(Who who);

    /// Makes a new directory that only its owner can enter, named `prefix` and six more letters.
    Path makeTemporaryDirectory(Path parent, String prefix);

    /// Keeps other brokers out of a directory until the result is run or the process ends.
    ///
    /// @throws fluxj.errors.FluxException EBUSY when another one is in there
    default Runnable lock(Path directory) {
        return () -> {};
    }

    /// The terminal on standard input, when there is one.
    Optional<Terminal> terminal();
}
