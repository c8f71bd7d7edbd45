/// The command line: `fluxj` and its commands, with the words, options and exit codes of `flux`.
/// Layer 5; the only package that prints, and the only one that sees picocli. Read [Main] and
/// [Commands] first.
@NullMarked
package fluxj.cli;

import org.jspecify.annotations.NullMarked;
