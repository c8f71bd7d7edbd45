/// From the options of `submit`, `run` and `bulksubmit` to a jobspec (RFC 14, RFC 25), as `flux`
/// makes it from the same words: [fluxj.cli.job.spec.JobOption] is a row for each option,
/// [fluxj.cli.job.spec.JobspecBuilder] does the work. Nothing here talks to a broker. Layer 6.
@NullMarked
package fluxj.cli.job.spec;

import org.jspecify.annotations.NullMarked;
