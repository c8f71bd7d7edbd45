/// The jobs in the KVS (spec services 16.2): how they are read, all of them after a restart, and
/// how their events get there. Layer 4. Read [JobStore] and [EventBatch] first.
@NullMarked
package fluxj.services.jobmanager.store;

import org.jspecify.annotations.NullMarked;
