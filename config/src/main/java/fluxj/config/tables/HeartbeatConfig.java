package fluxj.config.tables;

import fluxj.config.Config;
import fluxj.config.ConfigKey;
import fluxj.config.TableReader;
import fluxj.format.Fsd;

import java.util.List;

/// The `[heartbeat]` table: the pulse of an instance and how long a broker bears its absence.
///
/// @param period time between pulses; positive
/// @param timeout how long a follower waits for one before it gives its parent up; 0 and infinity
///   mean for ever, else at least two periods
/// @param warnThresh how many periods a pulse may be late before that is logged; positive
public record HeartbeatConfig(Fsd period, Fsd timeout, int warnThresh) {

    /// A pulse every two seconds.
    public static final HeartbeatConfig DEFAULTS = new HeartbeatConfig(new Fsd(2), new Fsd(300), 3);

    /// The keys of the table.
    public static final List<ConfigKey> KEYS =
            List.of(
                    new ConfigKey("period", "duration", "\"2s\"", "Time between pulses; positive."),
                    new ConfigKey(
                            "timeout",
                            "duration",
                            "\"5m\"",
                            "How long a follower waits for a pulse before it disconnects from its"
                                    + " parent; at least two periods, or 0 or infinity for never."),
                    new ConfigKey(
                            "warn_thresh",
                            "integer",
                            "3",
                            "Periods a pulse may be late before a warning is logged; positive."));

    /// Reads the table.
    ///
    /// @throws ConfigException in Flux's words
    public static HeartbeatConfig of(Config config) {
        return TableReader.open(config, "heartbeat", "error reading [heartbeat] config table: ")
                .map(HeartbeatConfig::read)
                .orElse(DEFAULTS);
    }

    private static HeartbeatConfig read(TableReader reader) {
        Fsd period =
                reader.duration("period", "error parsing heartbeat.period FSD value")
                        .orElse(DEFAULTS.period());
        Fsd timeout =
                reader.duration("timeout", "error parsing heartbeat.timeout FSD value")
                        .orElse(DEFAULTS.timeout());
        int warnThresh = reader.whole("warn_thresh").orElse(DEFAULTS.warnThresh());
        reader.finish();
        if (period.isZero()) {
            throw reader.located("period", "heartbeat.period must be a positive FSD value");
        }
        boolean never = timeout.isZero() || timeout.isInfinite();
        if (!never && timeout.seconds() < 2 * period.seconds()) {
            throw reader.located(
                    "timeout", "heartbeat.timeout must be >= 2*heartbeat.period, infinity, or 0");
        }
        if (warnThresh <= 0) {
            throw reader.located("warn_thresh", "heartbeat.warn_thresh must be positive");
        }
        return new HeartbeatConfig(period, timeout, warnThresh);
    }

    /// Whether a follower ever gives its parent up for want of a pulse.
    public boolean hasTimeout() {
        return !timeout.isZero() && !timeout.isInfinite();
    }
}
