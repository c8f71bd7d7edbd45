/// Tests of what commands print.
@NullMarked
package fluxj.cli.main;

import org.jspecify.annotations.NullMarked;
