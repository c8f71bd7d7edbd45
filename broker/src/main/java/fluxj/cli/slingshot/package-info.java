/// The commands of `fluxj slingshot` (spec coral2 3.3): what a prolog and an epilog do to a node's
/// NICs for a job. Layer 6. Read [SlingshotCommands] first.
@NullMarked
package fluxj.cli.slingshot;

import org.jspecify.annotations.NullMarked;
