/// The `cron` module: commands run at intervals, on events and at dates (spec services 7). Layer 4.
/// Read [CronProtocol] first, then `CronEntry`.
@NullMarked
package fluxj.services.cron;

import org.jspecify.annotations.NullMarked;
