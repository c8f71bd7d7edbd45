package fluxj.cli.job;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.client.FluxClient;
import fluxj.errors.FluxException;
import fluxj.job.JobId;
import fluxj.platform.HostFacts;
import fluxj.platform.os.OsHostFacts;
import fluxj.reactor.Promise;
import fluxj.services.jobmanager.JobManagerProtocol;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;

/// Jobs that a command line names, and whose they are.
final class JobTargets {
    private static final HostFacts HOST = new OsHostFacts(new Random());

    private JobTargets() {}

    /// The ids at the start of the words, by the words.
    static Map<String, JobId> leading(List<String> words) {
        Map<String, JobId> ids = new LinkedHashMap<>();
        for (String word : words) {
            try {
                ids.put(word, JobId.parse(word));
            } catch (FluxException e) {
                return ids;
            }
        }
        return ids;
    }

    /// The user of `--user`: this one, one by name or number, or all.
    ///
    /// @throws CommandFailure when there is none of that name
    static int user(Optional<String> name) {
        if (name.isEmpty()) {
            return HOST.uid();
        }
        String word = name.get();
        if (word.equals("all")) {
            return JobManagerProtocol.ALL_USERS;
        }
        Optional<HostFacts.User> known = HOST.user(word);
        if (known.isPresent()) {
            return known.get().uid();
        }
        try {
            return Integer.parseUnsignedInt(word);
        } catch (NumberFormatException e) {
            throw new CommandFailure("unknown user " + word);
        }
    }

    /// Asks for each job and tells what went wrong.
    ///
    /// @param prefix before the id and the error
    /// @return true when all went well
    static boolean each(
            FluxClient client,
            Console console,
            Map<String, JobId> jobs,
            String prefix,
            Function<JobId, Promise<?>> ask) {
        int[] left = {jobs.size()};
        boolean[] failed = {false};
        jobs.forEach(
                (word, id) ->
                        ask.apply(id)
                                .then(
                                        _ -> left[0]--,
                                        error -> {
                                            left[0]--;
                                            failed[0] = true;
                                            console.err()
                                                    .println(
                                                            prefix
                                                                    + word
                                                                    + ": "
                                                                    + error.getMessage());
                                        }));
        client.reactor().runUntil(() -> left[0] == 0);
        return !failed[0];
    }
}
