package fluxj.config.tables;

import fluxj.config.Config;
import fluxj.config.ConfigException;
import fluxj.config.ConfigKey;
import fluxj.config.ConfigTable;
import fluxj.config.KeyType;
import fluxj.config.TableReader;
import fluxj.config.TableRecord;
import fluxj.config.TableValues;
import fluxj.format.FormatException;
import fluxj.format.Fsd;
import fluxj.json.JsonValue;

import java.util.List;
import java.util.Optional;

/// The `[resource]` table: the nodes of the instance and what they have (spec services 8).
public record ResourceConfig(TableValues values) implements TableRecord {
    private static final int JOURNAL_MAX_DEFAULT = 100_000;

    private static final ConfigTable.Builder ROWS =
            ConfigTable.strict("resource", "error parsing [resource] configuration: ")
                    .meaning("The nodes of the instance and what they have.");

    /// A file of R.
    public static final ConfigKey<Optional<String>> PATH =
            ROWS.key("path", KeyType.optional(KeyType.text()), Optional.empty())
                    .meaning("File of the resources (R, RFC 20); not read when `config` is set.");

    /// A file for the scheduler.
    public static final ConfigKey<Optional<String>> SCHEDULING =
            ROWS.key("scheduling", KeyType.optional(KeyType.text()), Optional.empty())
                    .meaning("File of JSON that rank 0 gives the scheduler with the resources.");

    /// What hosts have.
    public static final ConfigKey<Optional<List<HostResources>>> CONFIG =
            ROWS.key("config", HostResources.TYPE, Optional.empty())
                    .meaning("What the hosts have; later entries add to earlier ones.");

    /// How a broker compares its host with the resources.
    public static final ConfigKey<VerifyModes> VERIFY =
            ROWS.key("verify", VerifyModes.TYPE, VerifyModes.DEFAULTS)
                    .meaning(
                            "How a broker compares what its host has with the resources; one that"
                                    + " differs drains itself.");

    /// Nodes that are kept from the scheduler.
    public static final ConfigKey<Optional<String>> EXCLUDE =
            ROWS.key("exclude", KeyType.optional(KeyType.text()), Optional.empty())
                    .meaning("Ranks or hosts that are kept from the scheduler.");

    /// Cores outside the broker's affinity count too.
    public static final ConfigKey<Boolean> NORESTRICT =
            ROWS.key("norestrict", KeyType.bool(), false)
                    .meaning("Cores that the broker may not run on count too.");

    /// Brokers do not compare their hosts with the resources.
    public static final ConfigKey<Boolean> NOVERIFY =
            ROWS.key("noverify", KeyType.bool(), false)
                    .meaning("Brokers do not compare their hosts with the resources.");

    /// For tests: the parent instance cannot tell of changes.
    public static final ConfigKey<Boolean> NO_UPDATE_WATCH =
            ROWS.key("no-update-watch", KeyType.bool(), false)
                    .meaning("For tests: as if the parent instance could not tell of changes.");

    /// Resources are discovered, whatever the parent instance says.
    public static final ConfigKey<Boolean> REDISCOVER =
            ROWS.key("rediscover", KeyType.bool(), false)
                    .meaning("Discover resources instead of asking the parent instance.");

    /// How many events are kept for readers of the journal.
    public static final ConfigKey<Integer> JOURNAL_MAX =
            ROWS.key("journal-max", KeyType.whole(), JOURNAL_MAX_DEFAULT)
                    .meaning("How many events are kept for `flux resource eventlog`.");

    /// How long events stay in the KVS.
    public static final ConfigKey<Fsd> HISTORY =
            ROWS.key("history", new History(), Fsd.parse("90d"))
                    .meaning("How long events stay in the KVS; infinity keeps all.");

    /// All rows of the table.
    public static final ConfigTable TABLE = ROWS.build();

    private record History() implements KeyType<Fsd> {
        @Override
        public String name() {
            return "duration";
        }

        @Override
        public Fsd read(TableReader table, String key, JsonValue value) {
            if (!(value instanceof JsonValue.Text(String text))) {
                throw table.wrongType(key, "string", value);
            }
            try {
                return Fsd.parse(text);
            } catch (FormatException _) {
                throw table.located(key, "invalid history time");
            }
        }

        @Override
        public String written(Fsd value) {
            return '"' + value.toString() + '"';
        }
    }

    /// Reads the table.
    ///
    /// @throws ConfigException in Flux's words
    public static ResourceConfig of(Config config) {
        return new ResourceConfig(TABLE.read(config));
    }
}
