/// The `module` service: loading, listing, tracing and ending modules (spec 7.5). Layer 4. Read
/// [ModuleProtocol] first.
@NullMarked
package fluxj.services.module;

import org.jspecify.annotations.NullMarked;
