/// Where a broker's settings come from, and how they are declared: files and `--conf` options
/// become one [Config], and each table that is ours is a [ConfigTable] of [ConfigKey] rows, which
/// read it with Flux's words. Layer C: imports `fluxj.json`, `fluxj.format` and `fluxj.config.toml`
/// only. Read [ConfigKey], [ConfigTable] and [ConfigLoader] first.
@NullMarked
package fluxj.config;

import org.jspecify.annotations.NullMarked;
