/// Tests of what follows jobs.
@NullMarked
package fluxj.cli.job.attach;

import org.jspecify.annotations.NullMarked;
