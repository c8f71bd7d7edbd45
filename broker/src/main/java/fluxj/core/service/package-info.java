/// The `service` service: further names for modules and their clients (spec broker 7.4). Layer 3.
/// Read [ServiceProtocol] first.
@NullMarked
package fluxj.core.service;

import org.jspecify.annotations.NullMarked;
