package fluxj.connector;

import fluxj.core.event.EventProtocol;
import fluxj.core.service.ServiceProtocol;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.reactor.netty.MessageStream;
import fluxj.routing.Subscriptions;
import fluxj.rpc.RpcClient;
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

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/// Routes between the clients of one connector and its broker (spec broker 1.7, 1.8).
final class ClientRouter {
    /// Most requests that may wait for one client's answers.
    static final int MAX_UNANSWERED = 65_536;

    /// Most topics that one client of a guest may subscribe to, and most services, ranks and
    /// directions that it may ask.
    static final int MAX_GUEST_USES = 1024;

    /// How long a stream that a client has left may stay open. Its reader asks as a rule whether
    /// the client is there (flux-core's terminals each second), and learns more from that answer:
    /// ENOSYS on an open terminal's stream reads as if there had never been one.
    private static final Duration STREAM_GRACE = Duration.ofSeconds(3);

    private static final Credentials BROKER =
            new Credentials(Credentials.USERID_UNKNOWN, Credentials.OWNER);

    private final ServiceContext context;
    private final Map<String, LocalClient> clients = new LinkedHashMap<>();
    private final Subscriptions subscriptions = new Subscriptions();
    private final Map<String, List<String>> topics = new HashMap<>();
    private final Map<String, Integer> uses = new HashMap<>();
    private final ClientServices services;
    private final Map<String, BiConsumer<LocalClient, Request>> ownMethods =
            Map.of(
                    EventProtocol.SUBSCRIBE.topic(), this::subscribe,
                    EventProtocol.UNSUBSCRIBE.topic(), this::unsubscribe,
                    ServiceProtocol.ADD.topic(), this::addService,
                    ServiceProtocol.REMOVE.topic(), this::removeService);
    private final ClientErrorLog errorLog;
    private boolean discarding;

    ClientRouter(ServiceContext context, ClientErrorLog errorLog) {
        this.context = context;
        this.errorLog = errorLog;
        services = new ClientServices(this::register);
    }

    /// The clients in the order they came.
    List<LocalClient> clients() {
        return List.copyOf(clients.values());
    }

    /// Says nothing more to the broker about subscriptions: it is going away.
    void discardOutput() {
        discarding = true;
    }

    void add(LocalClient client) {
        clients.put(client.uuid(), client);
    }

    /// Tells every service the client has asked that it is gone, fails what it was asked, streams
    /// after [#STREAM_GRACE], and forgets it.
    void remove(LocalClient client) {
        if (clients.remove(client.uuid()) == null) {
            return;
        }
        client.disconnects().fire(context::emit);
        if (client.guest() != null) {
            client.guest().clear();
        }
        services.removeAll(client);
        for (Request lost : client.pendingRequests().drain()) {
            if (lost.has(Request.STREAMING)) {
                context.reactor().after(STREAM_GRACE, () -> failLost(lost));
            } else {
                failLost(lost);
            }
        }
        subscriptions.removeAll(client.uuid());
        List<String> own = topics.remove(client.uuid());
        for (String topic : own == null ? List.<String>of() : own) {
            release(topic);
        }
    }

    private void failLost(Request lost) {
        if (!discarding) {
            context.emit(lost.respondError(Errno.ENOSYS, ""));
        }
    }

    /// Gives up on that client, of the owner's or of guests, for whom most waits while it reads
    /// nothing: others of its kind need the room.
    void makeRoom(boolean guests) {
        LocalClient worst = null;
        for (LocalClient client : clients.values()) {
            if ((client.guest() != null) == guests
                    && client.stalledNanos() >= MessageStream.STALL_LIMIT.toNanos()
                    && (worst == null || client.unsentBytes() > worst.unsentBytes())) {
                worst = client;
            }
        }
        if (worst != null) {
            worst.giveUpStalled();
        }
    }

    /// A message of a client was not let in; it knows.
    void refused(LocalClient client, FluxException reason) {
        errorLog.add(client, "refused a message (" + reason.errno().text() + ")");
    }

    /// Takes a message from a client, its credentials stamped.
    void fromClient(LocalClient client, Message message) {
        if (message.topic().isEmpty()) {
            return;
        }
        switch (message) {
            case Request request -> request(client, request);
            case Response response -> answered(client, response);
            case Event event -> {
                context.emit(unnumbered(event));
                holdBack(client);
            }
            case Control _ -> {}
        }
    }

    /// Lets a client that publishes wait while events do, whether it asks for answers or not.
    private void holdBack(LocalClient client) {
        if (context.isCongested() && !client.isHeld()) {
            client.hold(true);
            context.onDrained(() -> client.hold(false));
        }
    }

    /// Passes an answer on, as that of the request it is for; a client that answers what it was not
    /// asked could otherwise speak in anybody's place, this broker's included.
    private void answered(LocalClient client, Response response) {
        client.pendingRequests()
                .answered(response)
                .ifPresentOrElse(
                        request -> context.emit(request.answer(response)),
                        () -> errorLog.add(client, "dropped a response to no request"));
    }

    /// An event as it starts: numbers are for rank 0 to give, and it has no way behind it.
    private static Event unnumbered(Event event) {
        return new Event(
                event.topic(),
                event.payload(),
                event.cred(),
                RouteStack.EMPTY,
                event.flags() | Message.ROUTE,
                0);
    }

    private void request(LocalClient client, Request request) {
        if (request.routes().size() > MessageLimits.MAX_CLIENT_ROUTES) {
            refuse(client, request, Errno.EMSGSIZE, "the request has too many routes");
            return;
        }
        BiConsumer<LocalClient, Request> own = ownMethods.get(request.topic());
        if (own != null) {
            own.accept(client, request);
            return;
        }
        Request routed = request.pushRoute(client.uuid());
        if (!isAllowed(client, routed)) {
            refuse(client, request, Errno.EAGAIN, "too many requests wait; try again later");
            return;
        }
        context.emit(routed);
        client.credit().sent(routed);
        if (request.topic().equals(EventProtocol.PUBLISH.topic())) {
            holdBack(client);
        }
    }

    /// Notes a request; false when its client has used up what a guest may have.
    private static boolean isAllowed(LocalClient client, Request routed) {
        GuestRequests guest = client.guest();
        if (guest == null) {
            client.disconnects().arm(routed);
            return true;
        }
        return client.disconnects().arm(routed, MAX_GUEST_USES) && guest.asks(routed);
    }

    private void refuse(LocalClient client, Request request, Errno errno, String text) {
        if (!request.noResponse()) {
            client.send(request.respondError(errno, text).withCred(BROKER));
        }
    }

    private void addService(LocalClient client, Request request) {
        decoded(
                client,
                request,
                ServiceProtocol.Name.class,
                name -> services.add(name.service(), client, request, errno(client, request)));
    }

    private void removeService(LocalClient client, Request request) {
        decoded(
                client,
                request,
                ServiceProtocol.Name.class,
                name -> services.remove(name.service(), client, request, errno(client, request)));
    }

    private void subscribe(LocalClient client, Request request) {
        decoded(
                client,
                request,
                EventProtocol.Topic.class,
                body -> {
                    String topic = body.topic();
                    List<String> own =
                            topics.computeIfAbsent(client.uuid(), _ -> new ArrayList<>());
                    if (client.guest() != null && own.size() >= MAX_GUEST_USES) {
                        answer(client, request, Errno.EAGAIN);
                        return;
                    }
                    subscriptions.add(client.uuid(), topic);
                    own.add(topic);
                    if (uses.merge(topic, 1, Integer::sum) == 1) {
                        context.subscribe(topic);
                    }
                    answer(client, request, null);
                });
    }

    private void unsubscribe(LocalClient client, Request request) {
        decoded(
                client,
                request,
                EventProtocol.Topic.class,
                body -> {
                    String topic = body.topic();
                    if (!subscriptions.remove(client.uuid(), topic)) {
                        answer(client, request, Errno.ENOENT);
                        return;
                    }
                    topics.getOrDefault(client.uuid(), List.of()).remove(topic);
                    release(topic);
                    answer(client, request, null);
                });
    }

    private void release(String topic) {
        if (uses.merge(topic, -1, Integer::sum) <= 0) {
            uses.remove(topic);
            if (!discarding) {
                context.unsubscribe(topic);
            }
        }
    }

    /// Runs `action` with the body of a request that is answered here.
    private <Q extends Record> void decoded(
            LocalClient client, Request request, Class<Q> type, Consumer<Q> action) {
        Q body;
        try {
            body = request.payload().as(type);
        } catch (FluxException e) {
            answer(client, request, e.errno());
            return;
        }
        action.accept(body);
    }

    private ClientServices.Completion errno(LocalClient client, Request request) {
        return errno -> answer(client, request, errno);
    }

    /// Answers in the broker's place: no payload, and the owner's role (spec broker 1.7).
    private void answer(LocalClient client, Request request, @Nullable Errno errno) {
        if (request.noResponse() || !clients.containsKey(client.uuid())) {
            return;
        }
        client.send(
                new Response(
                        request.topic(),
                        Payload.NONE,
                        BROKER,
                        RouteStack.EMPTY,
                        Message.ROUTE,
                        errno == null ? 0 : errno.number(),
                        request.matchtag()));
    }

    private void register(Request request, Runnable onDone, Consumer<FluxException> onFailure) {
        RpcClient rpc = context.rpc();
        rpc.requestAs(request.cred(), request.topic(), Message.NODEID_ANY, request.payload())
                .then(_ -> onDone.run(), onFailure);
    }

    /// Brings a response of the broker to its client; false when it answers the connector itself.
    boolean fromBroker(Response response) {
        if (response.routes().isEmpty()) {
            return false;
        }
        LocalClient client = clients.get(response.routes().top());
        if (client != null) {
            if (client.guest() != null) {
                client.guest().answered(response);
            }
            Runnable onTaken = client.credit().onTaken(response);
            client.send(response.withRoutes(response.routes().pop()), onTaken);
        }
        return true;
    }

    /// Bytes that the client on top of these routes has not read; 0 when it is gone.
    long backlog(RouteStack routes) {
        LocalClient client = clients.get(routes.top());
        return client == null ? 0 : client.unsentBytes();
    }

    /// Brings a request to the client that serves it; refuses it when there is none.
    void fromBroker(Request request) {
        LocalClient client = clients.get(services.clientFor(request.topic()));
        if (client == null) {
            refuse(request, Errno.ENOSYS, "");
        } else if (client.pendingRequests().size() >= MAX_UNANSWERED) {
            refuse(request, Errno.EAGAIN, "too many requests wait for " + request.service());
        } else {
            client.pendingRequests().sent(request);
            client.send(request);
        }
    }

    private void refuse(Request request, Errno errno, String text) {
        if (!request.noResponse()) {
            context.emit(request.respondError(errno, text));
        }
    }

    /// Hands an event to every client that wants it and may see it.
    void fromBroker(Event event) {
        for (LocalClient client : clients()) {
            if (!subscriptions.matches(client.uuid(), event.topic())) {
                continue;
            }
            if (client.maySee(event)) {
                client.send(event);
            } else {
                context.log()
                        .err(
                                "router: event > client="
                                        + client.shortUuid()
                                        + ": Operation not permitted");
            }
        }
    }
}
