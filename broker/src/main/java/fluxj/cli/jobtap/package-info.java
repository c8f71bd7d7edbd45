/// `fluxj jobtap`, and what goes through plugins of the job manager: `update`, `post-job-event`,
/// `housekeeping` and `pals`. Layer 6. Read [JobtapCommands] first.
@NullMarked
package fluxj.cli.jobtap;

import org.jspecify.annotations.NullMarked;
