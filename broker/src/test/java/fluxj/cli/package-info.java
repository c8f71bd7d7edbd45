/// Tests of what commands print.
@NullMarked
package fluxj.cli;

import org.jspecify.annotations.NullMarked;
