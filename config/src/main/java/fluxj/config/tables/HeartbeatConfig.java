package fluxj.config.tables;

import fluxj.config.Config;
import fluxj.config.ConfigException;
import fluxj.config.ConfigKey;
import fluxj.config.ConfigTable;
import fluxj.config.KeyType;
import fluxj.config.TableReader;
import fluxj.config.TableRecord;
import fluxj.config.TableValues;
import fluxj.format.Fsd;

/// The `[heartbeat]` table: the pulse of an instance and how long a broker bears its absence.
public record HeartbeatConfig(TableValues values) implements TableRecord {
    private static final KeyType<Fsd> DURATION =
            KeyType.duration("error parsing heartbeat.%s FSD value");

    private static final ConfigTable.Builder ROWS =
            ConfigTable.strict("heartbeat", "error reading [heartbeat] config table: ")
                    .meaning("The pulse of the instance.")
                    .check(HeartbeatConfig::checkTimeout);

    /// Time between pulses.
    public static final ConfigKey<Fsd> PERIOD =
            ROWS.key("period", DURATION, new Fsd(2))
                    .range(
                            "positive",
                            period -> !period.isZero(),
                            "heartbeat.period must be a positive FSD value")
                    .meaning("Time between pulses.");

    /// How long a follower waits for a pulse before it gives its parent up; see [#hasTimeout].
    public static final ConfigKey<Fsd> TIMEOUT =
            ROWS.key("timeout", DURATION, new Fsd(300))
                    .meaning(
                            "How long a follower waits for a pulse before it disconnects from its"
                                    + " parent; at least two periods, or 0 or infinity for never.");

    /// How many periods a pulse may be late before that is logged.
    public static final ConfigKey<Integer> WARN_THRESH =
            ROWS.key("warn_thresh", KeyType.whole(), 3)
                    .range(
                            "positive",
                            periods -> periods > 0,
                            "heartbeat.warn_thresh must be positive")
                    .meaning("Periods a pulse may be late before a warning is logged.");

    /// All rows of the table.
    public static final ConfigTable TABLE = ROWS.build();

    /// A pulse every two seconds.
    public static final HeartbeatConfig DEFAULTS = of(Config.EMPTY);

    /// Reads the table.
    ///
    /// @throws ConfigException in Flux's words
    public static HeartbeatConfig of(Config config) {
        return new HeartbeatConfig(TABLE.read(config));
    }

    /// These settings with another time between pulses.
    public HeartbeatConfig withPeriod(Fsd period) {
        return new HeartbeatConfig(values.with(PERIOD, period));
    }

    private static void checkTimeout(TableReader table, TableValues values) {
        Fsd timeout = values.get(TIMEOUT);
        if (isFinite(timeout) && timeout.seconds() < 2 * values.get(PERIOD).seconds()) {
            throw table.refused(
                    TIMEOUT, "heartbeat.timeout must be >= 2*heartbeat.period, infinity, or 0");
        }
    }

    private static boolean isFinite(Fsd timeout) {
        return !timeout.isZero() && !timeout.isInfinite();
    }

    /// Whether a follower ever gives its parent up for want of a pulse.
    public boolean hasTimeout() {
        return isFinite(get(TIMEOUT));
    }
}
