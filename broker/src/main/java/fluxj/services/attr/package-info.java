/// The `attr` service: broker attributes over RPC (spec 7.1). Layer 4. Read [AttrProtocol] first.
@NullMarked
package fluxj.services.attr;

import org.jspecify.annotations.NullMarked;
