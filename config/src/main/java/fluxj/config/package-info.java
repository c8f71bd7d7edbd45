/// Where a broker's settings come from, and what they mean: files and `--conf` options become one
/// [Config], and each table that is ours becomes a typed record ([TbonConfig], [BootstrapConfig]
/// …). Layer C: imports `fluxj.json`, `fluxj.format`, `fluxj.cert` and `fluxj.config.toml` only.
/// Read [ConfigLoader] and [Config] first.
@NullMarked
package fluxj.config;

import org.jspecify.annotations.NullMarked;
