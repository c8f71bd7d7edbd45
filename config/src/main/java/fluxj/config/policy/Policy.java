package fluxj.config.policy;

import fluxj.config.Config;
import fluxj.config.ConfigException;
import fluxj.config.ConfigKey;
import fluxj.config.ConfigTable;
import fluxj.config.KeyType;
import fluxj.config.TableReader;
import fluxj.json.JsonValue;

import java.util.Optional;

/// What is done to jobs and asked of them (RFC 33): the `[policy]` table, and that of a queue,
/// which comes before it (spec services 11.9).
///
/// @param scheduler what a scheduler may want to know
public record Policy(
        PolicyDefaults defaults,
        PolicyLimits limits,
        PolicyAccess access,
        Optional<JsonValue> scheduler) {
    static final Policy NONE =
            new Policy(
                    PolicyDefaults.NONE,
                    PolicyLimits.NONE,
                    PolicyAccess.EVERYBODY,
                    Optional.empty());

    private static final ConfigTable.Builder ROWS =
            ConfigTable.strict("policy", PolicyTypes.words("policy"))
                    .meaning(
                            "What is done to jobs and asked of them. A queue may have a table of"
                                    + " the same keys, which comes before this one.");

    private static final ConfigKey<PolicyDefaults> JOBSPEC =
            ROWS.key("jobspec", PolicyDefaults.TYPE, PolicyDefaults.NONE)
                    .meaning("What is done to jobspecs.");

    private static final ConfigKey<PolicyLimits> LIMITS =
            ROWS.key("limits", PolicyLimits.TYPE, PolicyLimits.NONE)
                    .meaning("What jobs may ask for.");

    private static final ConfigKey<PolicyAccess> ACCESS =
            ROWS.key("access", PolicyAccess.TYPE, PolicyAccess.EVERYBODY)
                    .meaning("Who may submit jobs.");

    private static final ConfigKey<Optional<JsonValue>> SCHEDULER =
            ROWS.key("scheduler", new PolicyTypes.Anything(), Optional.<JsonValue>empty())
                    .meaning("What a scheduler may want to know.");

    /// All rows of the table.
    public static final ConfigTable TABLE = ROWS.build();

    /// The type of a queue's policy; the reference tells of its rows at `[policy]`.
    static final KeyType<Policy> TYPE = new OfQueue();

    private record OfQueue() implements KeyType<Policy> {
        @Override
        public String name() {
            return "table";
        }

        @Override
        public Policy read(TableReader table, String key, JsonValue value) {
            return new PolicyTypes.SubTable<>(TABLE, NONE, PolicyTypes::itself, Policy::read)
                    .read(table, key, value);
        }

        @Override
        public String written(Policy value) {
            return "{}";
        }
    }

    /// Reads the `[policy]` table.
    ///
    /// @throws ConfigException in Flux's words
    public static Policy of(Config config) {
        TableReader table = TABLE.open(config);
        Policy policy = read(table);
        table.refuseOthers(TABLE.keys());
        return policy;
    }

    private static Policy read(TableReader table) {
        return new Policy(
                table.get(JOBSPEC).orElse(PolicyDefaults.NONE),
                table.get(LIMITS).orElse(PolicyLimits.NONE),
                table.get(ACCESS).orElse(PolicyAccess.EVERYBODY),
                table.get(SCHEDULER).orElse(Optional.empty()));
    }
}
