/// What `fluxj job` shows of eventlogs: a whole one, or one event that is waited for. Layer 6. Read
/// [JobEventlogCommand].
@NullMarked
package fluxj.cli.jobs.eventlog;

import org.jspecify.annotations.NullMarked;
