/// Tests of how jobspecs are made.
@NullMarked
package fluxj.cli.job.spec;

import org.jspecify.annotations.NullMarked;
