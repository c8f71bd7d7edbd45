package fluxj.cli.jobs;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.jobs.listing.JobLine;
import fluxj.cli.jobs.listing.JobSearch;
import fluxj.cli.jobs.listing.Users;
import fluxj.client.FluxClient;

import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Which jobs `pgrep` and `pkill` are about.
final class MatchOptions {
    private static final int USAGE = 2;

    @Option(names = "-a", description = "Target jobs in all states")
    private boolean allStates;

    @Option(names = "-A", description = "Target all users")
    private boolean everybody;

    @Option(
            names = {"-u", "--user"},
            paramLabel = "[USERNAME|UID]",
            description =
                    "Limit output to specific username or userid (Specify \"all\" for all users)")
    private String user = "";

    @Option(
            names = {"-f", "--filter"},
            paramLabel = "STATE|RESULT",
            description = "List jobs with specific job state or result")
    private List<String> filter = new ArrayList<>();

    @Option(
            names = {"-q", "--queue"},
            paramLabel = "QUEUE,...",
            description = "Limit output to specific queue or queues")
    private List<String> queues = new ArrayList<>();

    @Option(
            names = {"-c", "--count"},
            paramLabel = "N",
            description = "Limit output to the first N matches")
    private int count = 99_999;

    @Option(
            names = "--max-entries",
            paramLabel = "N",
            description = "Limit number of searched jobs to N entries (default: 1000)")
    private int most = 1000;

    @Parameters(
            arity = "1..*",
            paramLabel = "EXPRESSION",
            description = "job name pattern or id range")
    private List<String> expressions = new ArrayList<>();

    /// The jobs that match.
    ///
    /// @param attributes of the jobs that are wanted besides id and name
    /// @throws CommandFailure without a word when there are none
    List<JobLine> jobs(FluxClient client, Console console, Collection<String> attributes) {
        JobPattern pattern;
        try {
            pattern = JobPattern.of(expressions);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(USAGE, "ERROR: expression error: " + e.getMessage());
        }
        Users users = new Users();
        Set<String> needed = new LinkedHashSet<>(attributes);
        needed.add("name");
        JobLine.View view = new JobLine.View(console, users, System.currentTimeMillis() / 1e3);
        List<JobLine> found =
                new JobSearch()
                                .ofUser(userid(users))
                                .inQueues(split(queues))
                                .with(states())
                                .fetch(client, needed, 0, most)
                                .stream()
                                .filter(pattern::matches)
                                .limit(Math.max(0, count))
                                .map(job -> new JobLine(job, view))
                                .toList();
        if (found.isEmpty()) {
            throw new CommandFailure("");
        }
        return found;
    }

    private int userid(Users users) {
        if (everybody) {
            return Users.ALL;
        }
        return user.isEmpty()
                ? users.self()
                : users.number(user, "ERROR: Invalid user " + user + " specified");
    }

    private Set<String> states() {
        Set<String> words = split(filter);
        if (allStates) {
            words.addAll(List.of("pending", "running", "inactive"));
        }
        return words.isEmpty() ? new LinkedHashSet<>(List.of("pending", "running")) : words;
    }

    private static Set<String> split(List<String> lists) {
        Set<String> words = new LinkedHashSet<>();
        lists.forEach(list -> words.addAll(List.of(list.split(","))));
        return words;
    }
}
