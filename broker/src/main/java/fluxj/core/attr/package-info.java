/// The `attr` service: broker attributes over RPC (spec broker 7.1). Layer 3. Read [AttrProtocol]
/// first.
@NullMarked
package fluxj.core.attr;

import org.jspecify.annotations.NullMarked;
