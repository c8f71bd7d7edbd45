/// Tests of core services and modules on a broker without sockets.
@NullMarked
package fluxj.module;

import org.jspecify.annotations.NullMarked;
