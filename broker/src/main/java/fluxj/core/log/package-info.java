/// The broker's log: a ring in memory, `flux dmesg`, standard error, a file, and the way up to rank
/// 0 (spec broker 5.5). Layer 3. Read [BrokerLog] first. A slow follower misses lines, and is told
/// how many (docs/backpressure.md).
@NullMarked
package fluxj.core.log;

import org.jspecify.annotations.NullMarked;
