/// Where a broker's settings come from: files and `--conf` options become one [Config], whose
/// tables a [TableReader] reads with Flux's words. Layer C: imports `fluxj.json`, `fluxj.format`
/// and `fluxj.config.toml` only. Read [ConfigLoader] and [Config] first.
@NullMarked
package fluxj.config;

import org.jspecify.annotations.NullMarked;
