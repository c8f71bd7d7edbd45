package fluxj.routing;

import fluxj.wire.Message;
import fluxj.wire.RouteStack;

/// A module of this broker, seen from the router: in the JVM, behind a socket, or another process.
public interface ModuleEndpoint {
    /// The module's name, as `module.list` prints it.
    String name();

    /// Its identity in route stacks.
    String uuid();

    /// Takes a message. A request has this broker's UUID on top of its routes, a response has the
    /// endpoint's own UUID removed.
    void deliver(Message message);

    /// Bytes that wait behind this module for whoever a response with these routes goes to; its own
    /// UUID is not on them. 0 for a module that carries no other people's messages.
    default long backlog(RouteStack routes) {
        return 0;
    }
}
