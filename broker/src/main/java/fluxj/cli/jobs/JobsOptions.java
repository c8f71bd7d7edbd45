package fluxj.cli.jobs;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;

import picocli.CommandLine.Option;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// What `jobs` can be asked.
final class JobsOptions {
    @Option(names = "-a", description = "List jobs in all states")
    boolean allStates;

    @Option(names = "-A", description = "List all jobs for all users")
    boolean everybody;

    @Option(
            names = {"-c", "--count"},
            paramLabel = "N",
            description = "Limit output to N jobs (default 1000)")
    int count = 1000;

    @Option(
            names = {"-f", "--filter"},
            paramLabel = "STATE|RESULT",
            description = "List jobs with specific job state or result")
    List<String> filter = new ArrayList<>();

    @Option(
            names = "--since",
            paramLabel = "WHEN",
            description =
                    "Include jobs that have become inactive since WHEN. (implies -a if no other"
                            + " --filter option is specified)")
    String since = "";

    @Option(
            names = {"-n", "--no-header"},
            description = "Suppress printing of header line")
    boolean noHeader;

    @Option(names = "--suppress-header", hidden = true)
    boolean suppressHeader;

    @Option(
            names = {"-u", "--user"},
            paramLabel = "[USERNAME|UID]",
            description =
                    "Limit output to specific username or userid (Specify \"all\" for all users)")
    String user = "";

    @Option(
            names = "--name",
            paramLabel = "JOB-NAME",
            description = "Limit output to specific job name")
    String name = "";

    @Option(
            names = {"-q", "--queue"},
            paramLabel = "QUEUE,...",
            description = "Limit output to specific queue or queues")
    List<String> queue = new ArrayList<>();

    @Option(
            names = {"-i", "--include"},
            paramLabel = "HOSTS|RANKS",
            description =
                    "Limit output to jobs that were allocated to the specified HOSTS or RANKS"
                            + " provided as a hostlist or idset.")
    String include = "";

    @Option(
            names = {"-o", "--format"},
            paramLabel = "FORMAT",
            description =
                    "Specify output format using Python's string format syntax or a defined format"
                            + " by name (use 'help' to get a list of names)")
    String format = "default";

    @Option(names = "--sort", paramLabel = "KEY,...", description = "Specify sort order")
    String sort = "";

    @Option(
            names = {"-w", "--width"},
            paramLabel = "N",
            arity = "0..1",
            fallbackValue = "0",
            description =
                    "Truncate output at width N. If N=0 (default if N omitted) and stdout is"
                            + " connected to a terminal, use terminal width")
    int width = -1;

    @Option(names = "--json", description = "Output jobs in JSON instead of formatted output")
    boolean json;

    @Option(
            names = "--color",
            paramLabel = "WHEN",
            arity = "0..1",
            fallbackValue = "always",
            description = "Use color; WHEN can be 'never', 'always' or 'auto' (default)")
    String colour = "auto";

    @Option(
            names = {"-R", "--recursive"},
            description = "List jobs recursively")
    boolean recursive;

    @Option(
            names = {"-L", "--level"},
            paramLabel = "N",
            description = "With --recursive, only descend N levels")
    int level = 9999;

    @Option(
            names = "--recurse-all",
            description =
                    "With --recursive, attempt to recurse all jobs, not just jobs of current user")
    boolean recurseAll;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Accepted; instances are asked one after the other")
    int threads;

    @Option(names = "--stats", description = "Print job statistics before header")
    boolean stats;

    @Option(
            names = "--stats-only",
            description =
                    "Print job statistics only and exit. Exits with non-zero status if there are no"
                            + " active jobs.")
    boolean statsOnly;

    /// Refuses what does not go together, and warns of what is not looked at.
    void check(Console console, boolean byId) {
        if (json && (stats || statsOnly)) {
            throw new CommandFailure("ERROR: --json incompatible with --stats or --stats-only");
        }
        if (byId && isFiltered() && !recursive) {
            console.err().println("fluxj jobs: WARNING: Filtering options ignored with jobid list");
        }
        if ((allStates || (!since.isEmpty() && filter.isEmpty())) && !filter.isEmpty()) {
            console.err()
                    .println("fluxj jobs: WARNING: Both -a and --filter specified, ignoring -a");
        }
        noHeader |= suppressHeader || json;
    }

    private boolean isFiltered() {
        return allStates
                || everybody
                || count != 1000
                || !filter.isEmpty()
                || !since.isEmpty()
                || !user.isEmpty()
                || !name.isEmpty()
                || !queue.isEmpty();
    }

    boolean recurses() {
        return recursive || recurseAll;
    }

    /// States and results.
    Set<String> filters() {
        Set<String> words = split(filter);
        if (!words.isEmpty()) {
            return words;
        }
        return allStates || !since.isEmpty()
                ? new LinkedHashSet<>(List.of("pending", "running", "inactive"))
                : new LinkedHashSet<>(List.of("pending", "running"));
    }

    Set<String> queues() {
        return split(queue);
    }

    private static Set<String> split(List<String> lists) {
        Set<String> words = new LinkedHashSet<>();
        lists.forEach(list -> words.addAll(List.of(list.split(","))));
        return words;
    }
}
