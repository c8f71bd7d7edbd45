/// The broker's log: a ring in memory, `flux dmesg`, standard error, a file, and the way up to rank
/// 0 (spec 5.5). Layer 4. Read [BrokerLog] first.
@NullMarked
package fluxj.services.log;

import org.jspecify.annotations.NullMarked;
