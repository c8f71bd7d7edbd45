/// What is asked about jobs: `jobs`, and the commands of `job` that show what there is of them.
/// Layer 6. Read [JobQueryCommands].
@NullMarked
package fluxj.cli.jobs;

import org.jspecify.annotations.NullMarked;
