/// Tests of jobspecs.
@NullMarked
package fluxj.job.spec;

import org.jspecify.annotations.NullMarked;
