/// The commands that submit jobs and follow them: `submit`, `run`, `bulksubmit`, `watch`, `cancel`,
/// and of `job` those that act on one. [fluxj.cli.job.SubmissionCommand] is what the first three
/// share. Layer 6.
@NullMarked
package fluxj.cli.job;

import org.jspecify.annotations.NullMarked;
