/// The `module` service: loading, listing, tracing and ending modules (spec broker 7.5). Layer 3.
/// Read [ModuleProtocol] first.
@NullMarked
package fluxj.core.module;

import org.jspecify.annotations.NullMarked;
