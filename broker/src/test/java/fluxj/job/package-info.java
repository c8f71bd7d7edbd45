/// Tests of the values of jobs.
@NullMarked
package fluxj.job;

import org.jspecify.annotations.NullMarked;
