/// Tests of the job manager on a broker without sockets.
@NullMarked
package fluxj.services.jobmanager;

import org.jspecify.annotations.NullMarked;
