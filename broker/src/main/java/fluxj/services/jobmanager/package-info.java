/// The job manager as the broker and the commands call it (RFC 5, RFC 21). Layer 4; nothing here
/// serves it, a module of flux-core may. Read [JobManagerProtocol].
@NullMarked
package fluxj.services.jobmanager;

import org.jspecify.annotations.NullMarked;
