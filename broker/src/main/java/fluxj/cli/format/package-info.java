/// The output formats of the commands that Flux has in Python: its format strings with Flux's
/// additions, and those that have names. Layer 6. Read [OutputFormat].
@NullMarked
package fluxj.cli.format;

import org.jspecify.annotations.NullMarked;
