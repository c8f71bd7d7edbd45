/// Commands about one broker or all: attributes, log, events, ping, uptime, shutdown. Layer 6. Read
/// [PingCommand] first.
@NullMarked
package fluxj.cli.broker;

import org.jspecify.annotations.NullMarked;
