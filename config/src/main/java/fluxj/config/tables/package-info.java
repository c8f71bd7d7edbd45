/// What the settings mean: each table that is ours as a typed record ([TbonConfig],
/// [BootstrapConfig] …), the hosts of an instance, and which tables are somebody else's. Layer C:
/// imports `fluxj.json`, `fluxj.format` and `fluxj.config`. Read [TbonConfig] and [KnownTables]
/// first.
@NullMarked
package fluxj.config.tables;

import org.jspecify.annotations.NullMarked;
