/// Commands around jobs: prolog and epilog while they hold their nodes, housekeeping after them
/// (spec services 11.10, 11.11). Layer 4. Read [Perilog] and [Housekeeping]; both run their
/// commands by `RankCommands`.
@NullMarked
package fluxj.services.jobmanager.perilog;

import org.jspecify.annotations.NullMarked;
