/// Eventlogs of jobs as commands follow them, and how a job ended, as its eventlog tells. Layer 6.
/// Read [EventlogWatch].
@NullMarked
package fluxj.cli.events;

import org.jspecify.annotations.NullMarked;
