package fluxj.services.kvs;

import fluxj.config.Config;
import fluxj.config.ConfigException;
import fluxj.config.tables.KvsConfig;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Blobref;
import fluxj.format.FormatException;
import fluxj.json.JsonObject;

import java.util.List;
import java.util.Optional;

/// The arguments of the module.
///
/// @param merging `transaction-merge=0` turns merging off
/// @param initialRoot `initial-rootref=`: begins with that root instead of the newest checkpoint
record KvsSettings(boolean merging, Optional<Blobref> initialRoot) {
    private static final String MERGE = "transaction-merge=";
    private static final String ROOT = "initial-rootref=";

    /// Reads them.
    ///
    /// @throws FluxException EINVAL
    static KvsSettings of(List<String> arguments) {
        KvsSettings settings = new KvsSettings(true, Optional.empty());
        for (String argument : arguments) {
            settings = settings.with(argument);
        }
        return settings;
    }

    private KvsSettings with(String argument) {
        try {
            if (argument.startsWith(MERGE)) {
                long merge = Long.parseUnsignedLong(argument.substring(MERGE.length()));
                return new KvsSettings(merge != 0, initialRoot);
            }
            if (argument.startsWith(ROOT)) {
                Blobref root = Blobref.parse(argument.substring(ROOT.length()));
                return new KvsSettings(merging, Optional.of(root));
            }
        } catch (NumberFormatException | FormatException e) {
            throw new FluxException(Errno.EINVAL, argument + ": " + e.getMessage());
        }
        throw new FluxException(Errno.EINVAL, "Unknown option `" + argument + "'");
    }

    /// Reads the `[kvs]` table.
    ///
    /// @throws FluxException EINVAL
    static KvsConfig config(JsonObject configuration) {
        try {
            return KvsConfig.of(Config.of(configuration));
        } catch (ConfigException e) {
            throw new FluxException(Errno.EINVAL, String.valueOf(e.getMessage()));
        }
    }
}
