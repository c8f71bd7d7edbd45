package fluxj.coral2.dws.apiserver;

import fluxj.coral2.dws.apiserver.store.ObjectStore;
import fluxj.platform.ByteStream;
import fluxj.reactor.Promise;
import fluxj.reactor.netty.NettyReactor;
import fluxj.reactor.netty.TcpListener;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The API on a port of loopback, in plain HTTP: whoever is on this host may use it. Confined to
/// the reactor.
public final class ApiServer implements AutoCloseable {
    private final Set<ApiConnection> connections = new LinkedHashSet<>();
    private final ApiFaults faults;
    private final ApiConnection.Service service;
    private @Nullable TcpListener listener;

    private ApiServer(NettyReactor reactor, ObjectStore store, String exempt) {
        faults = new ApiFaults(exempt);
        service =
                new ApiConnection.Service(
                        reactor, store, new ApiRequests(store), faults, connections::remove);
    }

    /// Serves a store.
    ///
    /// @param port 0 for one that is free
    /// @param exempt what the targets of requests contain that no fault ever touches
    /// @return fails when somebody else has the port
    public static Promise<ApiServer> listen(
            NettyReactor reactor, ObjectStore store, int port, String exempt) {
        ApiServer server = new ApiServer(reactor, store, exempt);
        return TcpListener.listen(reactor, port, server::accept)
                .map(
                        listener -> {
                            server.listener = listener;
                            return server;
                        });
    }

    private void accept(ByteStream stream) {
        ApiConnection connection = new ApiConnection(service, stream);
        connections.add(connection);
        stream.listen(connection);
    }

    /// Where it is, such as `http://127.0.0.1:40123`.
    public String url() {
        if (listener == null) {
            throw new IllegalStateException("it does not listen yet");
        }
        return "http://127.0.0.1:" + listener.port();
    }

    /// From now on the API does these things wrong, and no others.
    public void fail(List<ApiFault> wrong) {
        faults.set(wrong);
    }

    /// Ends all connections, as a server does that is gone; new ones are still taken.
    public void cut() {
        List.copyOf(connections).forEach(ApiConnection::close);
    }

    /// Stops listening and ends all connections.
    @Override
    public void close() {
        if (listener != null) {
            listener.close();
        }
        cut();
    }
}
