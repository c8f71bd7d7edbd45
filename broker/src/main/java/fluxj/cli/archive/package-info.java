/// Snapshots and care of the store: `dump`, `restore`, `archive`, `fsck`, `gc`. Layer 6. Read
/// [ArchiveCommands] first.
@NullMarked
package fluxj.cli.archive;

import org.jspecify.annotations.NullMarked;
