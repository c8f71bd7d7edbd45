/// Jobs in whole simulated instances: what holds whatever breaks.
@NullMarked
package fluxj.sim.jobs;

import org.jspecify.annotations.NullMarked;
