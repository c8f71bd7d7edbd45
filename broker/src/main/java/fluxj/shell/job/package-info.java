/// The job as its shell knows it (spec services 15.1): what its jobspec asks for, what R gives it,
/// and where its tasks go. Values and arithmetic alone. Layer 2b, below `fluxj.shell`. Read
/// [RunningJob] first.
@NullMarked
package fluxj.shell.job;

import org.jspecify.annotations.NullMarked;
