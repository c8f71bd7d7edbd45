package fluxj.routing;

import fluxj.core.attr.AttrProtocol;
import fluxj.core.log.LogProtocol;
import fluxj.core.statemachine.StateMachineProtocol;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
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

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// Routes the messages of one broker among its modules, its own core and the tree (spec broker 1.9,
/// 1.10, 2.9, 8.4). A payload is never read.
public final class Router {
    private static final Set<String> EARLY_TOPICS =
            Set.of(
                    StateMachineProtocol.WAIT.topic(),
                    StateMachineProtocol.GET.topic(),
                    AttrProtocol.GET.topic(),
                    LogProtocol.DMESG.topic());

    /// The broker core: services that are no module.
    public interface Core {
        /// Serves a request; its routes are as the sender's broker left them, without this broker.
        void request(Request request);

        /// Takes a response to a request of the core itself.
        void response(Response response);

        /// Takes an event one of whose prefixes the core subscribed to.
        void event(Event event);
    }

    private final int rank;
    private final String uuid;
    private final Supplier<Credentials> owner;
    private final Map<String, ModuleEndpoint> endpoints = new LinkedHashMap<>();
    private final Map<String, ModuleEndpoint> services = new LinkedHashMap<>();
    private final Map<String, Boolean> coreServices = new LinkedHashMap<>();
    private final Map<String, DisconnectTracker> disconnects = new HashMap<>();
    private final Subscriptions subscriptions = new Subscriptions();
    private @Nullable Core core;
    private @Nullable OverlayLinks tree;
    private int sequence;
    private int lastSequence;
    private boolean online;

    /// @param uuid this broker's identity
    /// @param owner the instance owner's credentials, without [Credentials#LOCAL]
    public Router(int rank, String uuid, Supplier<Credentials> owner) {
        this.rank = rank;
        this.uuid = uuid;
        this.owner = owner;
    }

    /// This broker's identity in route stacks.
    public String uuid() {
        return uuid;
    }

    /// What the broker itself is in messages of its own.
    public Credentials credentials() {
        return stamp(Credentials.NONE);
    }

    /// Joins the broker core; once, before any message.
    public void attachCore(Core brokerCore) {
        core = brokerCore;
    }

    /// Joins the tree; without one every remote rank is unreachable.
    public void attachTree(OverlayLinks overlay) {
        tree = overlay;
    }

    /// Whether the parent takes messages now.
    public OverlayLinks.Uplink uplink() {
        return tree == null ? OverlayLinks.Uplink.GONE : tree.uplink();
    }

    /// True while events and other messages that can wait should: see [#onDrained].
    public boolean isCongested() {
        return tree != null && tree.isCongested();
    }

    /// Runs a task once, on a later turn, when [#isCongested] is over; at once without a tree.
    public void onDrained(Runnable task) {
        if (tree == null) {
            task.run();
        } else {
            tree.onDrained(task);
        }
    }

    /// Lets requests of clients in from now on (spec broker 1.9).
    public void goOnline() {
        online = true;
    }

    /// Adds a module and the service of its name.
    ///
    /// @return false when the name is taken
    public boolean attach(ModuleEndpoint endpoint) {
        if (isTaken(endpoint.name())) {
            return false;
        }
        endpoints.put(endpoint.uuid(), endpoint);
        services.put(endpoint.name(), endpoint);
        return true;
    }

    /// Takes a module away with its services and subscriptions, and tells the services it has used
    /// (spec broker 1.8).
    public void detach(ModuleEndpoint endpoint) {
        endpoints.remove(endpoint.uuid());
        services.values().removeIf(holder -> holder.uuid().equals(endpoint.uuid()));
        subscriptions.removeAll(endpoint.uuid());
        DisconnectTracker used = disconnects.remove(endpoint.uuid());
        if (used != null) {
            used.fire(this::route);
        }
    }

    /// The module of that identity.
    public Optional<ModuleEndpoint> endpoint(String endpointUuid) {
        return Optional.ofNullable(endpoints.get(endpointUuid));
    }

    /// Names a service of the broker core.
    public void addCoreService(String name) {
        coreServices.put(name, Boolean.TRUE);
    }

    /// True when a core service or a module has that name.
    public boolean isTaken(String name) {
        return services.containsKey(name) || coreServices.containsKey(name);
    }

    /// Gives a further service name to a module; false when it is taken.
    public boolean addService(String name, ModuleEndpoint endpoint) {
        if (isTaken(name)) {
            return false;
        }
        services.put(name, endpoint);
        return true;
    }

    /// The module that has a service name.
    public Optional<ModuleEndpoint> serviceOwner(String name) {
        return Optional.ofNullable(services.get(name));
    }

    /// Takes a service name away.
    public void removeService(String name) {
        services.remove(name);
    }

    /// The service names of a module in the order they were added.
    public List<String> servicesOf(ModuleEndpoint endpoint) {
        List<String> names = new ArrayList<>();
        services.forEach(
                (name, holder) -> {
                    if (holder.uuid().equals(endpoint.uuid())) {
                        names.add(name);
                    }
                });
        return names;
    }

    /// Event subscriptions of modules, by UUID; the core's are under this broker's UUID.
    public Subscriptions subscriptions() {
        return subscriptions;
    }

    /// Adds one use of a topic prefix.
    ///
    /// @param subscriber a module's UUID, or empty for the broker itself
    public void subscribe(String subscriber, String prefix) {
        if (!subscriber.isEmpty() && !endpoints.containsKey(subscriber)) {
            throw new FluxException(Errno.ENOENT);
        }
        subscriptions.add(subscriber.isEmpty() ? uuid : subscriber, prefix);
    }

    /// Takes one use away; false when there was none.
    public boolean unsubscribe(String subscriber, String prefix) {
        return subscriptions.remove(subscriber.isEmpty() ? uuid : subscriber, prefix);
    }

    /// Takes a message that a module sends.
    public void fromEndpoint(ModuleEndpoint sender, Message message) {
        switch (message) {
            case Request request -> {
                Request stamped = request.withCred(stamp(request.cred()));
                Request routed = stamped.pushRoute(sender.uuid());
                if (request.routes().isEmpty()) {
                    disconnects
                            .computeIfAbsent(sender.uuid(), _ -> new DisconnectTracker())
                            .arm(routed);
                }
                route(routed);
            }
            case Response response ->
                    response(
                            response.withCred(stamp(response.cred()))
                                    .withRoutes(response.routes().pop()));
            case Event event -> publish(event.withCred(stamp(event.cred())));
            case Control _ -> {}
        }
    }

    /// Takes a request that the broker core makes itself; its routes are empty.
    public void fromCore(Request request) {
        route(request.withCred(stamp(request.cred())));
    }

    /// Takes a response that the broker core gives.
    public void fromCore(Response response) {
        response(response.withCred(stamp(response.cred())));
    }

    /// Takes an event that the broker core sends.
    public void fromCore(Event event) {
        publish(event.withCred(stamp(event.cred())));
    }

    /// Takes a message that arrived from parent or child. The overlay has removed what its sockets
    /// added to a response's routes, and [Credentials#LOCAL].
    public void fromOverlay(Message message) {
        switch (message) {
            case Request request -> route(request);
            case Response response -> response(response);
            case Event event -> {
                if (event.sequence() == 0) {
                    publish(event);
                } else {
                    distribute(event.withRoutes(RouteStack.EMPTY));
                }
            }
            case Control _ -> {}
        }
    }

    /// Publishes an event: numbers it on rank 0, sends it up elsewhere.
    ///
    /// @throws FluxException EMSGSIZE when its topic is too long
    /// @return the number, 0 when it went up
    public int publish(Event event) {
        if (!MessageLimits.isTopic(event.topic())) {
            throw new FluxException(Errno.EMSGSIZE, "the topic of the event is too long");
        }
        if (rank > 0) {
            if (tree != null) {
                tree.eventUp(event);
            }
            return 0;
        }
        sequence++;
        distribute(event.withRoutes(RouteStack.EMPTY).withSequence(sequence));
        return sequence;
    }

    private void distribute(Event event) {
        lastSequence = event.sequence();
        if (tree != null) {
            tree.eventDown(event);
        }
        for (ModuleEndpoint endpoint : List.copyOf(endpoints.values())) {
            if (subscriptions.matches(endpoint.uuid(), event.topic())) {
                endpoint.deliver(event);
            }
        }
        if (core != null && subscriptions.matches(uuid, event.topic())) {
            core.event(event);
        }
    }

    /// The number of the event delivered last.
    public int lastSequence() {
        return lastSequence;
    }

    private void route(Request request) {
        if (!MessageLimits.isCarried(request)) {
            refuse(request, Errno.EMSGSIZE, "the request is too large to be carried on");
            return;
        }
        if (!online
                && request.routes().size() > 1
                && !EARLY_TOPICS.contains(request.topic())
                && endpoints.containsKey(request.routes().top())) {
            refuse(request, Errno.EAGAIN, "Upstream Flux broker is offline. Try again later.");
            return;
        }
        int nodeid = request.nodeid();
        boolean upstream = request.has(Message.UPSTREAM);
        if (upstream && nodeid == rank) {
            forward(request);
        } else if (upstream || nodeid == Message.NODEID_ANY) {
            if (!serveLocally(request)) {
                if (rank > 0) {
                    forward(request);
                } else {
                    refuseUnknown(request);
                }
            }
        } else if (nodeid == rank) {
            if (!serveLocally(request)) {
                refuseUnknown(request);
            }
        } else {
            forward(request);
        }
    }

    private boolean serveLocally(Request request) {
        String name = request.service();
        if (coreServices.containsKey(name)) {
            if (core != null) {
                core.request(request);
            }
            return true;
        }
        ModuleEndpoint endpoint = services.get(name);
        if (endpoint == null) {
            return false;
        }
        endpoint.deliver(request.pushRoute(uuid));
        return true;
    }

    private void forward(Request request) {
        if (tree == null) {
            refuse(request, Errno.EHOSTUNREACH, "");
        } else {
            tree.request(request);
        }
    }

    private void refuseUnknown(Request request) {
        refuse(request, Errno.ENOSYS, "No service matching " + request.topic() + " is registered");
    }

    private void refuse(Request request, Errno errno, String text) {
        if (!request.noResponse()) {
            response(request.respondError(errno, text).withCred(stamp(Credentials.NONE)));
        }
    }

    private void response(Response given) {
        Response response =
                given.payload().length() > MessageLimits.MAX_PAYLOAD ? tooLarge(given) : given;
        if (response.routes().isEmpty()) {
            if (core != null) {
                core.response(response);
            }
            return;
        }
        ModuleEndpoint endpoint = endpoints.get(response.routes().top());
        if (endpoint != null) {
            endpoint.deliver(response.withRoutes(response.routes().pop()));
        } else if (tree != null) {
            tree.response(response);
        }
    }

    /// Bytes that wait for whoever a response with these routes goes to: what a local client has
    /// not read, or what waits on the link to the next broker.
    public long backlog(RouteStack routes) {
        RouteStack rest = routes.top().equals(uuid) ? routes.pop() : routes;
        ModuleEndpoint endpoint = endpoints.get(rest.top());
        if (endpoint != null) {
            return endpoint.backlog(rest.pop());
        }
        return tree == null || rest.isEmpty() ? 0 : tree.linkBacklog(rest);
    }

    /// What a response becomes that no link could carry.
    private static Response tooLarge(Response given) {
        String text = "a response of " + given.payload().length() + " bytes is too large";
        return new Response(
                given.topic(),
                Payload.ofText(text),
                given.cred(),
                given.routes(),
                given.flags(),
                Errno.EMSGSIZE.number(),
                given.matchtag());
    }

    private Credentials stamp(Credentials cred) {
        int userid =
                cred.userid() == Credentials.USERID_UNKNOWN ? owner.get().userid() : cred.userid();
        int rolemask =
                cred.rolemask() == 0 ? Credentials.OWNER | Credentials.LOCAL : cred.rolemask();
        return new Credentials(userid, rolemask);
    }
}
