/// The `kvs-watch` module: answers again when a key changes (spec services 3, 19.4). Layer 4. Read
/// [KvsWatchProtocol] first.
@NullMarked
package fluxj.services.kvswatch;

import org.jspecify.annotations.NullMarked;
