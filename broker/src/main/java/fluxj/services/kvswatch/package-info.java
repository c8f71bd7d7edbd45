/// The `kvs-watch` module: answers again when a key changes (spec services 3, 19.4). Layer 4. Read
/// [KvsWatchProtocol] first. A slow reader of a plain watch gets the newest value, one of the
/// others misses nothing (docs/backpressure.md).
@NullMarked
package fluxj.services.kvswatch;

import org.jspecify.annotations.NullMarked;
