/// What all commands share: the console, output that is checked, picocli's frame with `flux`'s
/// texts and exit codes, columns and formats. Each command lives in a room below this package.
/// Layer 6; the only packages that print, and the only ones that see picocli. Read [Console] and
/// [Program] first.
@NullMarked
package fluxj.cli;

import org.jspecify.annotations.NullMarked;
