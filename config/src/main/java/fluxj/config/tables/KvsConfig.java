package fluxj.config.tables;

import fluxj.config.Config;
import fluxj.config.ConfigKey;
import fluxj.config.TableReader;
import fluxj.format.Fsd;

import java.util.List;
import java.util.Optional;

/// The `[kvs]` table.
///
/// @param checkpointPeriod time between checkpoints of the primary namespace; 0 is never
/// @param gcThreshold how many commits make `flux shutdown` offer to collect garbage
public record KvsConfig(Fsd checkpointPeriod, Optional<Integer> gcThreshold) {

    /// No checkpoints but those somebody asks for.
    public static final KvsConfig DEFAULTS = new KvsConfig(new Fsd(0), Optional.empty());

    /// The keys of the table.
    public static final List<ConfigKey> KEYS =
            List.of(
                    new ConfigKey(
                            "checkpoint-period",
                            "duration",
                            "\"0s\"",
                            "Time between checkpoints of the primary namespace on rank 0, which"
                                    + " are only made when it changed; 0 for none."),
                    new ConfigKey(
                            "gc-threshold",
                            "integer",
                            "-",
                            "Commits after which `flux shutdown` offers to collect garbage."));

    /// Reads the table.
    ///
    /// @throws ConfigException in Flux's words
    public static KvsConfig of(Config config) {
        return TableReader.open(config, "kvs", "error reading config for kvs: ")
                .map(KvsConfig::read)
                .orElse(DEFAULTS);
    }

    private static KvsConfig read(TableReader reader) {
        Fsd period =
                reader.duration("checkpoint-period", "invalid checkpoint-period config")
                        .orElse(DEFAULTS.checkpointPeriod());
        Optional<Integer> threshold = reader.whole("gc-threshold");
        return new KvsConfig(period, threshold);
    }
}
