/// Tests of what eventlogs tell of jobs.
@NullMarked
package fluxj.cli.events;

import org.jspecify.annotations.NullMarked;
