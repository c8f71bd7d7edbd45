/// Tests of what the commands about resources show.
@NullMarked
package fluxj.cli.resource;

import org.jspecify.annotations.NullMarked;
