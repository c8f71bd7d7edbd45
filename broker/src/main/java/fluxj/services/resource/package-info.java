/// The resource module as the commands call it. Layer 4; nothing here serves it, a module of
/// flux-core may. Read [ResourceProtocol].
@NullMarked
package fluxj.services.resource;

import org.jspecify.annotations.NullMarked;
