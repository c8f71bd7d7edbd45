/// `fluxj cron`. Layer 6. Read [CronCommands] first.
@NullMarked
package fluxj.cli.cron;

import org.jspecify.annotations.NullMarked;
