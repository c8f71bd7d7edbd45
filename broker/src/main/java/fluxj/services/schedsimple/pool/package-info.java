/// Which nodes a job gets: an index of what is free, without time, messages or other jobs. Layer 4.
/// Read [NodePool] first.
@NullMarked
package fluxj.services.schedsimple.pool;

import org.jspecify.annotations.NullMarked;
