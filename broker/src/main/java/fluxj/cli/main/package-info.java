/// `fluxj` and `flux-broker` themselves: the list of commands, and the small ones that belong to no
/// other room. Layer 6. Read [Main] and [Commands] first.
@NullMarked
package fluxj.cli.main;

import org.jspecify.annotations.NullMarked;
