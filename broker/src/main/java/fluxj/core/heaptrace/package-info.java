/// The `heaptrace` service, which a JVM has no use for (spec broker 7.7). Layer 3. Read
/// [HeaptraceProtocol] first.
@NullMarked
package fluxj.core.heaptrace;

import org.jspecify.annotations.NullMarked;
