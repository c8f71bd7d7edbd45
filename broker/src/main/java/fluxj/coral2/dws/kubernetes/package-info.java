/// The way to a Kubernetes API: its objects by kind and name as JSON, and watches. Layer 6. Read
/// [Kubernetes] and [Kind] first.
@NullMarked
package fluxj.coral2.dws.kubernetes;

import org.jspecify.annotations.NullMarked;
