/// `fluxj content`. Layer 6. Read [ContentCommands] first.
@NullMarked
package fluxj.cli.content;

import org.jspecify.annotations.NullMarked;
