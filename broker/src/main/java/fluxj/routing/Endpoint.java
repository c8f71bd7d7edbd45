package fluxj.routing;

import fluxj.wire.Message;

/// A module of this broker, seen from the router: in the JVM, behind a socket, or another process.
public interface Endpoint {
    /// The module's name, as `module.list` prints it.
    String name();

    /// Its identity in route stacks.
    String uuid();

    /// Takes a message. A request has this broker's UUID on top of its routes, a response has the
    /// endpoint's own UUID removed.
    void deliver(Message message);
}
