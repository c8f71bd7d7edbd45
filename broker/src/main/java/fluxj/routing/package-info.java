/// Where a message goes inside one broker and on to the tree (RFC 3, spec broker 1.10). Layer 3;
/// overlay, connector and module import it, it knows none of them. Read [Router], [ModuleEndpoint]
/// and [OverlayLinks] first.
@NullMarked
package fluxj.routing;

import org.jspecify.annotations.NullMarked;
