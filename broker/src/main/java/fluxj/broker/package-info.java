/// The broker: everything of one rank, wired together. Layer 3; it may know all layers below and
/// every service.
@NullMarked
package fluxj.broker;

import org.jspecify.annotations.NullMarked;
