/// Tests of what `top` shows.
@NullMarked
package fluxj.cli.top;

import org.jspecify.annotations.NullMarked;
