/// Tests of the commands that submit instances.
@NullMarked
package fluxj.cli.batch;

import org.jspecify.annotations.NullMarked;
