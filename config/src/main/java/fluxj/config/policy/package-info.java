/// What is done to jobs and asked of them: the tables `[policy]` and `[queues]` (RFC 33) and
/// `[ingest]`. Layer C. Read [QueuesConfig] first.
@NullMarked
package fluxj.config.policy;

import org.jspecify.annotations.NullMarked;
