/// Tests of what commands print.
@NullMarked
package fluxj.cli.cron;

import org.jspecify.annotations.NullMarked;
