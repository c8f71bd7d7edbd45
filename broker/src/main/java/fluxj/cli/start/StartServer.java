package fluxj.cli.start;

import fluxj.errors.Errno;
import fluxj.reactor.Reactor;
import fluxj.reactor.netty.MessageStream;
import fluxj.reactor.netty.StreamBudget;
import fluxj.reactor.netty.UnixListener;
import fluxj.rpc.Dispatcher;
import fluxj.rpc.HandlerTable;
import fluxj.wire.Control;
import fluxj.wire.Credentials;
import fluxj.wire.Event;
import fluxj.wire.Message;
import fluxj.wire.Request;
import fluxj.wire.Response;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/// Brings requests of this user's processes to one handler table over a UNIX socket: a local
/// connector without a broker.
final class StartServer implements UnixListener.Acceptor {
    private final int uid;
    private final Dispatcher dispatcher;
    private final Reactor reactor;
    private final Consumer<String> onGone;
    private final Map<String, MessageStream> clients = new HashMap<>();
    private int connections;

    /// @param uid who may connect
    /// @param onGone told the identity of a client that has gone
    StartServer(
            int uid,
            Reactor reactor,
            HandlerTable handlers,
            Consumer<String> onGone,
            Consumer<RuntimeException> onFault) {
        this.uid = uid;
        this.reactor = reactor;
        this.onGone = onGone;
        dispatcher = new Dispatcher(handlers, this::respond, onFault);
    }

    private void respond(Response response) {
        MessageStream client = clients.get(response.routes().top());
        if (client != null) {
            client.send(
                    response.withRoutes(response.routes().pop())
                            .withCred(new Credentials(uid, Credentials.OWNER)));
        }
    }

    @Override
    public MessageStream.Listener onConnect(
            UnixListener.Peer peer, UnixListener.Connection connection) {
        Client client = new Client(peer.uid() == uid, "start-" + connections++, connection);
        reactor.post(client::begin);
        return client;
    }

    private final class Client implements MessageStream.Listener {
        private final boolean allowed;
        private final String id;
        private final UnixListener.Connection connection;

        Client(boolean allowed, String id, UnixListener.Connection connection) {
            this.allowed = allowed;
            this.id = id;
            this.connection = connection;
        }

        void begin() {
            MessageStream stream = connection.stream();
            if (!allowed) {
                stream.sendByte(Errno.EPERM.number());
                stream.close();
                return;
            }
            clients.put(id, stream);
            stream.sendByte(0);
            stream.start(StreamBudget.UNLIMITED);
        }

        @Override
        public void onMessage(Message message) {
            switch (message) {
                case Request request ->
                        dispatcher.request(
                                request.withCred(new Credentials(uid, Credentials.OWNER))
                                        .pushRoute(id));
                case Response _, Event _, Control _ -> {}
            }
        }

        @Override
        public void onClosed(String reason) {
            clients.remove(id);
            onGone.accept(id);
        }
    }
}
