/// `fluxj module`. Layer 6. Read [ModuleCommands] first.
@NullMarked
package fluxj.cli.module;

import org.jspecify.annotations.NullMarked;
