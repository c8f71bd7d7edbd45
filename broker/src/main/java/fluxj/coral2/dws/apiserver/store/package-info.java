/// The objects of a Kubernetes API, in memory: their kinds, what they must look like, who may
/// change what, and what happened to them. Layer 6. Read [ObjectStore] first.
@NullMarked
package fluxj.coral2.dws.apiserver.store;

import org.jspecify.annotations.NullMarked;
