/// A Kubernetes API on loopback for rehearsals and tests: the kinds of Data Workflow Services and
/// of near node flash, kept in memory, with what `kubectl` and a controller need of an API server.
/// Layer 6. Read [ApiServer] first.
@NullMarked
package fluxj.coral2.dws.apiserver;

import org.jspecify.annotations.NullMarked;
