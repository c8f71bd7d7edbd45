/// The `event` service: publishing events and subscribing to them (spec 7.3). Layer 4. Read
/// [EventProtocol] first.
@NullMarked
package fluxj.services.event;

import org.jspecify.annotations.NullMarked;
