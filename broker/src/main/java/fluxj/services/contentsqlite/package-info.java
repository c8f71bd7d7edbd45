/// The module `content-sqlite` of rank 0: blobs and checkpoints in a SQLite database that flux-core
/// can read and whose it reads (spec services 1.1). Layer 4; the only home of SQLite and LZ4. Read
/// [ContentSqliteService] and [Database] first.
@NullMarked
package fluxj.services.contentsqlite;

import org.jspecify.annotations.NullMarked;
