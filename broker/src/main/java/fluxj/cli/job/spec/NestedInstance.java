package fluxj.cli.job.spec;

import fluxj.json.JsonObject;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A job whose tasks are the brokers of an instance of its own.
///
/// @param brokerOptions for each broker
/// @param initialProgram what the instance runs, with its arguments; a shell when empty
/// @param files what travels with the job
/// @param addedBrokers how many more brokers than nodes run on the first node
/// @param pty the shell option that gives the first broker a terminal, if it gets one
public record NestedInstance(
        List<String> brokerOptions,
        List<String> initialProgram,
        Files files,
        long addedBrokers,
        Optional<String> pty) {
    /// What the initial program of [Files#script] is called.
    public static final String SCRIPT = "{{tmpdir}}/script";

    private static final String CONFIGURATION = "-c{{tmpdir}}/conf.json";

    /// Files of the job.
    ///
    /// @param script the initial program
    /// @param configuration of the brokers
    public record Files(Optional<String> script, Optional<JsonObject> configuration) {}

    /// The command of the job's tasks.
    List<String> command() {
        List<String> words = new ArrayList<>(List.of("fluxj", "broker"));
        words.addAll(brokerOptions);
        if (files.configuration().isPresent()) {
            words.add(CONFIGURATION);
        }
        words.addAll(initialProgram);
        return words;
    }
}
