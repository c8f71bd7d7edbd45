/// Tests of the commands that submit jobs.
@NullMarked
package fluxj.cli.job;

import org.jspecify.annotations.NullMarked;
