/// The life of a broker, from loading its built-in modules to its exit (RFC 5, spec broker 6): the
/// table of states and events, what is done on entering each state, and who may watch. Layer 3.
/// Read [BrokerState] and [Lifecycle] first.
@NullMarked
package fluxj.core.statemachine;

import org.jspecify.annotations.NullMarked;
