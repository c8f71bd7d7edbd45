/// Tests of the resource module: its pure parts, and the module on a broker without sockets.
@NullMarked
package fluxj.services.resource;

import org.jspecify.annotations.NullMarked;
