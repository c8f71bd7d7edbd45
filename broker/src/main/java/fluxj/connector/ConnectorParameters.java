package fluxj.connector;

import fluxj.reactor.netty.NettyReactor;

/// What the connector needs from the broker that a module does not have.
///
/// @param reactor the broker's loop, which the sockets live on
/// @param owner user id of the instance owner: the broker's own
/// @param accounts user and group databases
/// @param heap bytes of memory that the broker may use for everything
public record ConnectorParameters(
        NettyReactor reactor, int owner, AccountDatabase accounts, long heap) {}
