/// The module `connector-local`: the UNIX socket that tools and users reach the broker by. It says
/// who may enter and with what roles, stamps their messages, and routes answers, events and
/// requests for their services back to them (spec broker 1.6 to 1.8). Layer 3. Read
/// [ConnectorLocal] and [ClientRouter] first.
@NullMarked
package fluxj.connector;

import org.jspecify.annotations.NullMarked;
