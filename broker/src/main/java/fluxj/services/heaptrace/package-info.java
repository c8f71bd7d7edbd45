/// The `heaptrace` service, which a JVM has no use for (spec 7.7). Layer 4. Read
/// [HeaptraceProtocol] first.
@NullMarked
package fluxj.services.heaptrace;

import org.jspecify.annotations.NullMarked;
