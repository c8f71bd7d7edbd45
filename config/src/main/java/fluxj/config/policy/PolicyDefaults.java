package fluxj.config.policy;

import fluxj.config.ConfigKey;
import fluxj.config.ConfigTable;
import fluxj.config.KeyType;
import fluxj.config.TableReader;
import fluxj.format.Fsd;

import java.util.Optional;

/// What a jobspec gets that does not say it: `policy.jobspec.defaults.system`.
///
/// @param duration for a job without a time limit
/// @param queue for a job without a queue
public record PolicyDefaults(Optional<Fsd> duration, Optional<String> queue) {
    private static final ConfigTable.Builder SYSTEM_ROWS =
            ConfigTable.strict("policy.jobspec.defaults.system", "")
                    .meaning("System attributes of jobs that do not say them.");

    private static final ConfigKey<Optional<Fsd>> DURATION =
            SYSTEM_ROWS
                    .key(
                            "duration",
                            new PolicyTypes.Duration(
                                    "'defaults.system.duration' is not a valid FSD"),
                            Optional.empty())
                    .meaning("The time limit of a job that has none.");

    private static final ConfigKey<Optional<String>> QUEUE =
            SYSTEM_ROWS
                    .key(
                            "queue",
                            new PolicyTypes.Text("'defaults.system.queue' is not a string"),
                            Optional.empty())
                    .meaning("The queue of a job that names none; not in the policy of a queue.");

    private static final ConfigTable.Builder DEFAULTS_ROWS =
            ConfigTable.strict("policy.jobspec.defaults", "").meaning("Defaults by attribute.");

    static final PolicyDefaults NONE = new PolicyDefaults(Optional.empty(), Optional.empty());

    private static final ConfigKey<PolicyDefaults> SYSTEM =
            DEFAULTS_ROWS
                    .key(
                            "system",
                            new PolicyTypes.SubTable<>(
                                    SYSTEM_ROWS.build(),
                                    NONE,
                                    PolicyTypes::outer,
                                    PolicyDefaults::read),
                            NONE)
                    .meaning("Those of `attributes.system`.");

    private static final ConfigTable.Builder JOBSPEC_ROWS =
            ConfigTable.strict("policy.jobspec", "").meaning("What is done to jobspecs.");

    private static final ConfigKey<PolicyDefaults> DEFAULTS =
            JOBSPEC_ROWS
                    .key(
                            "defaults",
                            new PolicyTypes.SubTable<>(
                                    DEFAULTS_ROWS.build(),
                                    NONE,
                                    PolicyTypes::outer,
                                    table -> table.get(SYSTEM).orElse(NONE)),
                            NONE)
                    .meaning("What a job gets that does not say it.");

    static final KeyType<PolicyDefaults> TYPE =
            new PolicyTypes.SubTable<>(
                    JOBSPEC_ROWS.build(),
                    NONE,
                    PolicyTypes::itself,
                    table -> table.get(DEFAULTS).orElse(NONE));

    private static PolicyDefaults read(TableReader table) {
        return new PolicyDefaults(
                table.get(DURATION).orElse(Optional.empty()),
                table.get(QUEUE).orElse(Optional.empty()));
    }

    /// These, or where they say nothing what `others` say.
    public PolicyDefaults or(PolicyDefaults others) {
        return new PolicyDefaults(duration.or(() -> others.duration), queue.or(() -> others.queue));
    }
}
