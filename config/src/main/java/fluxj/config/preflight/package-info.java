/// The engine of `fluxj config check`: reads a configuration as a broker would and tells everything
/// that would go wrong, its hosts and names included. Layer C: imports `fluxj.format`,
/// `fluxj.cert`, `fluxj.config` and `fluxj.config.tables`. Read [ConfigPreflight] and [NameService]
/// first.
@NullMarked
package fluxj.config.preflight;

import org.jspecify.annotations.NullMarked;
