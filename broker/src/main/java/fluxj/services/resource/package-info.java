/// The resource module: what nodes there are and what they have, who of them is online, drained or
/// excluded, and the scheduler's share. Layer 4. Read [ResourceProtocol]; what differs from
/// flux-core is in the README.
@NullMarked
package fluxj.services.resource;

import org.jspecify.annotations.NullMarked;
