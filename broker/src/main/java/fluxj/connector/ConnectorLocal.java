package fluxj.connector;

import fluxj.config.tables.AccessConfig;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.reactor.Promise;
import fluxj.reactor.netty.MessageStream;
import fluxj.reactor.netty.UnixListener;
import fluxj.routing.Uuids;
import fluxj.rpc.Access;
import fluxj.rpc.Call;
import fluxj.rpc.Empty;
import fluxj.rpc.HandlerTable;
import fluxj.rpc.RawCall;
import fluxj.service.Service;
import fluxj.service.ServiceContext;
import fluxj.wire.Control;
import fluxj.wire.Credentials;
import fluxj.wire.Event;
import fluxj.wire.Message;
import fluxj.wire.MessageLimits;
import fluxj.wire.Payload;
import fluxj.wire.Request;
import fluxj.wire.Response;
import fluxj.wire.RouteStack;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Accepts local clients, decides their roles, and carries their messages.
public final class ConnectorLocal implements Service {
    /// Debug bit: refuse the next connection.
    private static final int REFUSE_ONCE = 1;

    /// Debug bit: the next owner connects as a user without a name.
    private static final int DROP_OWNER_ONCE = 4;

    private final ServiceContext context;
    private final ConnectorParameters parameters;
    private final ClientRouter router;
    private final UserQuotas users;
    private final ClientErrorLog errorLog;
    private AccessPolicy policy;
    private @Nullable UnixListener listener;
    private int connects;
    private int debugBits;

    /// Not started yet.
    public ConnectorLocal(ServiceContext context, ConnectorParameters parameters) {
        this.context = context;
        this.parameters = parameters;
        errorLog = new ClientErrorLog(context.reactor(), context.log());
        router = new ClientRouter(context, errorLog);
        users = new UserQuotas(parameters.heap());
        policy = AccessPolicy.of(context.config());
    }

    @Override
    public HandlerTable handlers() {
        return HandlerTable.builder()
                .onRaw("connector-local.config-reload", Access.OWNER, this::reload)
                .onRaw("connector-local.config-sync", Access.OWNER, this::reload)
                .on(ConnectorProtocol.STATS_GET, this::statistics)
                .on(ConnectorProtocol.DEBUG, this::debug)
                .build();
    }

    @Override
    public Promise<Empty> start() {
        logPolicy();
        Path path = socketPath(context.attributes().get("local-uri").orElse(""));
        return UnixListener.listen(parameters.reactor(), path, "rwxrwxrwx", this::connect)
                .map(
                        bound -> {
                            listener = bound;
                            return Empty.EMPTY;
                        });
    }

    private static Path socketPath(String uri) {
        if (!uri.startsWith("local://")) {
            throw new FluxException(Errno.EINVAL, "malformed local-uri");
        }
        return Path.of(uri.substring("local://".length()));
    }

    @Override
    public Promise<Empty> stop() {
        router.discardOutput();
        UnixListener open = listener;
        if (open != null) {
            open.close();
        }
        for (LocalClient client : router.clients()) {
            router.remove(client);
            client.close();
        }
        return Promise.of(Empty.EMPTY);
    }

    @Override
    public boolean intercept(Message message) {
        return switch (message) {
            case Response response -> router.fromBroker(response);
            case Request request -> {
                if (request.service().equals(context.name())) {
                    yield false;
                }
                router.fromBroker(request);
                yield true;
            }
            case Event event -> {
                router.fromBroker(event);
                yield false;
            }
            case Control _ -> true;
        };
    }

    @Override
    public long backlog(RouteStack routes) {
        return router.backlog(routes);
    }

    private MessageStream.Listener connect(
            UnixListener.Peer peer, UnixListener.Connection connection) {
        connects++;
        ClientConnection client = new ClientConnection(peer, connection);
        parameters.reactor().post(client::authenticate);
        return client;
    }

    /// One connection from accept to its end; a client once its user is let in.
    private final class ClientConnection implements MessageStream.Listener {
        private final UnixListener.Peer peer;
        private final UnixListener.Connection connection;
        private @Nullable LocalClient client;
        private boolean gone;

        ClientConnection(UnixListener.Peer peer, UnixListener.Connection connection) {
            this.peer = peer;
            this.connection = connection;
        }

        void authenticate() {
            if (takeDebugBit(REFUSE_ONCE)) {
                context.log().err("connect by uid=" + peer.uid() + " denied by debug flag");
                refuse(Errno.EPERM);
                return;
            }
            AccessPolicy current = policy;
            if (!current.needsLookup(peer.uid(), parameters.owner())) {
                decide(rolesNow(current, new ArrayList<>()));
                return;
            }
            List<String> warnings = new ArrayList<>();
            parameters
                    .reactor()
                    .blocking(() -> rolesNow(current, warnings))
                    .then(
                            roles -> {
                                warnings.forEach(context.log()::warning);
                                decide(roles);
                            },
                            error -> {
                                context.log().err("client_authenticate: " + error.getMessage());
                                refuse(Errno.EPERM);
                            });
        }

        private int rolesNow(AccessPolicy current, List<String> warnings) {
            return current.roles(
                    peer.uid(), parameters.owner(), parameters.accounts(), warnings::add);
        }

        private void decide(int roles) {
            if (roles == 0) {
                complain("no assigned roles");
                refuse(Errno.EPERM);
                return;
            }
            if (gone) {
                return;
            }
            Credentials cred = new Credentials(peer.uid(), roles | Credentials.LOCAL);
            if (takeDebugBit(DROP_OWNER_ONCE) && cred.hasAny(Credentials.OWNER)) {
                cred = new Credentials(Credentials.USERID_UNKNOWN, Credentials.USER);
            }
            Optional<UserQuotas.UserQuota> user = users.enter(cred);
            if (user.isEmpty()) {
                complain("has too many connections");
                refuse(Errno.EAGAIN);
                return;
            }
            MessageStream stream = connection.stream();
            boolean guest = user.get().isGuest();
            MemoryQuota quota = user.get().connection();
            LocalClient entered =
                    new LocalClient(
                            new LocalClient.Identity(
                                    Uuids.next(context.reactor().random()), cred, peer.pid()),
                            stream,
                            new StreamCredit(context::emit),
                            guest
                                    ? Optional.of(new GuestRequests(user.get(), quota))
                                    : Optional.empty());
            client = entered;
            router.add(entered);
            stream.sendByte(0);
            stream.start(
                    new ClientBudget(
                            quota,
                            guest
                                    ? () -> policy.access().get(AccessConfig.GUEST_MAX_MESSAGE)
                                    : () -> MessageLimits.MAX_MESSAGE,
                            () -> router.makeRoom(guest)));
        }

        private void complain(String cause) {
            errorLog.add(peer.uid(), cause, "client_authenticate: uid=" + peer.uid() + " " + cause);
        }

        private void refuse(Errno errno) {
            connection.stream().sendByte(errno.number());
            connection.stream().close();
        }

        @Override
        public void onMessage(Message message) {
            if (client != null) {
                router.fromClient(client, client.stamp(message));
            }
        }

        @Override
        public void onRefused(FluxException reason) {
            if (client != null) {
                router.refused(client, reason);
            }
        }

        @Override
        public void onClosed(String reason) {
            gone = true;
            if (client == null) {
                return;
            }
            users.leave(client.cred());
            if (!reason.isEmpty()) {
                errorLog.add(client, reason);
            }
            router.remove(client);
        }
    }

    private boolean takeDebugBit(int bit) {
        boolean set = (debugBits & bit) != 0;
        debugBits &= ~bit;
        return set;
    }

    private void reload(RawCall call) {
        AccessPolicy next;
        try {
            next = AccessPolicy.of(call.request().payload().json());
        } catch (FluxException e) {
            call.fail(e);
            return;
        }
        policy = next;
        logPolicy();
        call.reply(Payload.NONE);
    }

    private void logPolicy() {
        context.log()
                .debug("allow-guest-user=" + policy.access().get(AccessConfig.ALLOW_GUEST_USER));
        context.log()
                .debug("allow-root-owner=" + policy.access().get(AccessConfig.ALLOW_ROOT_OWNER));
    }

    private void statistics(Call<Empty, Empty> call) {
        List<JsonValue> clients = new ArrayList<>();
        for (LocalClient client : router.clients()) {
            clients.add(client.statistics());
        }
        call.reply(
                Payload.of(
                        JsonObject.builder()
                                .put(
                                        "server",
                                        JsonObject.builder()
                                                .put("clients", new JsonArray(clients))
                                                .put("connects", connects)
                                                .build())
                                .put(
                                        "allow_guest_user",
                                        policy.access().get(AccessConfig.ALLOW_GUEST_USER))
                                .put(
                                        "allow_root_owner",
                                        policy.access().get(AccessConfig.ALLOW_ROOT_OWNER))
                                .build()));
    }

    private void debug(Call<ConnectorProtocol.Debug, ConnectorProtocol.DebugReply> call) {
        int flags = call.body().flags();
        switch (call.body().op()) {
            case "setbit" -> debugBits |= flags;
            case "clrbit" -> debugBits &= ~flags;
            case "set" -> debugBits = flags;
            case "clr" -> debugBits = 0;
            default -> {
                call.fail(Errno.EPROTO, "");
                return;
            }
        }
        call.reply(new ConnectorProtocol.DebugReply(debugBits));
    }
}
