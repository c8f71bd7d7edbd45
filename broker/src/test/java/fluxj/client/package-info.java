/// Tests of the client library against a small server on a real socket.
@NullMarked
package fluxj.client;

import org.jspecify.annotations.NullMarked;
