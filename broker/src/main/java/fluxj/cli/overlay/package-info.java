/// `fluxj overlay`, and what others print of the tree. Layer 6. Read [OverlayCommands] first.
@NullMarked
package fluxj.cli.overlay;

import org.jspecify.annotations.NullMarked;
