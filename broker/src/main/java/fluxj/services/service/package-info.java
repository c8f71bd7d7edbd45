/// The `service` service: further names for modules and their clients (spec 7.4). Layer 4. Read
/// [ServiceProtocol] first.
@NullMarked
package fluxj.services.service;

import org.jspecify.annotations.NullMarked;
