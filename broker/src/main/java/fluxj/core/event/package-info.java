/// The `event` service: publishing events and subscribing to them (spec broker 7.3). Layer 3. Read
/// [EventProtocol] first.
@NullMarked
package fluxj.core.event;

import org.jspecify.annotations.NullMarked;
