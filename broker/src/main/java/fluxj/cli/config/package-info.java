/// `fluxj config`. Layer 6. Read [ConfigCommands] first.
@NullMarked
package fluxj.cli.config;

import org.jspecify.annotations.NullMarked;
