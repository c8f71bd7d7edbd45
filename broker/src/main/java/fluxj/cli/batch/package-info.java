/// Jobs that are instances of their own: `batch` with its directives (RFC 36) and `alloc`. Layer 6.
/// Read [fluxj.cli.batch.InstanceCommand] first.
@NullMarked
package fluxj.cli.batch;

import org.jspecify.annotations.NullMarked;
