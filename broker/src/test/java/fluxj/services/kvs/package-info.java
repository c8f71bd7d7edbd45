/// Tests of the kvs module on a broker without sockets and on simulated ones.
@NullMarked
package fluxj.services.kvs;

import org.jspecify.annotations.NullMarked;
