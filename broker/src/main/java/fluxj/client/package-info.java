/// The client side of a local connector, for tools: one connection, one loop on the caller's own
/// thread, no other library. Layer 2. Read [FluxClient] and [ClientReactor] first.
@NullMarked
package fluxj.client;

import org.jspecify.annotations.NullMarked;
