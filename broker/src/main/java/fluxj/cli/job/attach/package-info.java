/// Following a job from outside: its eventlogs, its output, input for it, signals to it.
/// [fluxj.cli.job.attach.Attachment] is `flux job attach`, which `run` ends in as well. Layer 6.
@NullMarked
package fluxj.cli.job.attach;

import org.jspecify.annotations.NullMarked;
