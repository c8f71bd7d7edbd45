package fluxj.routing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.wire.Credentials;
import fluxj.wire.Event;
import fluxj.wire.Message;
import fluxj.wire.MessageLimits;
import fluxj.wire.Payload;
import fluxj.wire.Request;
import fluxj.wire.Response;
import fluxj.wire.RouteStack;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

class RouterTest {
    private static final Credentials GUEST = new Credentials(2000, Credentials.USER);

    /// A module that keeps what it gets.
    private record Module(String name, List<Message> got) implements ModuleEndpoint {
        Module(String name) {
            this(name, new ArrayList<>());
        }

        @Override
        public String uuid() {
            return name + "-uuid";
        }

        @Override
        public void deliver(Message message) {
            got.add(message);
        }

        @Override
        public long backlog(RouteStack routes) {
            return 100 + routes.size();
        }
    }

    /// A core and a tree that keep what they get, each word by word.
    private static final class Neighbours implements Router.Core, OverlayLinks {
        private final List<Message> core = new ArrayList<>();
        private final List<Message> up = new ArrayList<>();
        private final List<Message> down = new ArrayList<>();
        private final List<Message> tree = new ArrayList<>();

        @Override
        public void request(Request request) {
            // Both interfaces have it: a core request is for the service "core".
            (request.service().equals("core") ? core : tree).add(request);
        }

        @Override
        public void response(Response response) {
            (response.routes().isEmpty() ? core : tree).add(response);
        }

        @Override
        public void event(Event event) {
            core.add(event);
        }

        @Override
        public void eventUp(Event event) {
            up.add(event);
        }

        @Override
        public void eventDown(Event event) {
            down.add(event);
        }

        @Override
        public long linkBacklog(RouteStack routes) {
            return 200 + routes.size();
        }
    }

    private final Neighbours around = new Neighbours();
    private final Module client = new Module("client");
    private final Module kvs = new Module("kvs");

    private Router router(int rank) {
        Router router =
                new Router(rank, "broker-uuid", () -> new Credentials(1000, Credentials.OWNER));
        router.attachCore(around);
        router.attachTree(around);
        router.attach(client);
        router.attach(kvs);
        router.goOnline();
        return router;
    }

    private static Request request(String topic, int nodeid, int flags) {
        return Request.of(topic, Payload.NONE, nodeid, 1, flags);
    }

    @Test
    void knowsWhatWaitsForWhoeverAsked() {
        Router router = router(1);
        RouteStack local = RouteStack.of("someone", "client-uuid");
        assertEquals(101, router.backlog(local.push("broker-uuid")), "as a module sees it");
        assertEquals(101, router.backlog(local), "as the core sees it");
        assertEquals(202, router.backlog(RouteStack.of("someone", "other-broker")));
        assertEquals(0, router.backlog(RouteStack.EMPTY), "the core's own");
    }

    private FluxException clientError() {
        return ((Response) client.got().getLast()).error();
    }

    @Test
    void aModulesRequestReachesAServiceWithBothRoutesAndTheOwnersRoles() {
        router(0).fromEndpoint(client, request("kvs.get", Message.NODEID_ANY, 0));
        Request got = (Request) kvs.got().getFirst();
        assertEquals(RouteStack.of("client-uuid", "broker-uuid"), got.routes());
        assertEquals(new Credentials(1000, Credentials.OWNER | Credentials.LOCAL), got.cred());
    }

    @Test
    void theCoreSeesARequestWithoutTheBrokersOwnRoute() {
        Router router = router(0);
        router.addCoreService("core");
        router.fromEndpoint(client, request("core.get", 0, 0).withCred(GUEST));
        Request got = (Request) around.core.getFirst();
        assertEquals(RouteStack.of("client-uuid"), got.routes());
        assertEquals(GUEST, got.cred());
    }

    @Test
    void nothingIsSentOnThatALinkWouldRefuse() {
        Router router = router(1);
        RouteStack deep = RouteStack.EMPTY;
        for (int i = 0; i < MessageLimits.MAX_ROUTES; i++) {
            deep = deep.push("r");
        }
        router.fromOverlay(request("kvs.get", 0, 0).withRoutes(deep.push("client-uuid")));
        assertEquals(Errno.EMSGSIZE, clientError().errno());
        String topic = "t".repeat(MessageLimits.MAX_TOPIC + 1);
        router.fromEndpoint(client, request(topic, 0, 0));
        assertEquals(Errno.EMSGSIZE, clientError().errno());
        assertTrue(around.tree.isEmpty());
        Event event = Event.of(topic, Payload.NONE, 0);
        FluxException refused = assertThrows(FluxException.class, () -> router.publish(event));
        assertEquals(Errno.EMSGSIZE, refused.errno());
    }

    @Test
    void aResponseRetracesItsRoutes() {
        Router router = router(0);
        router.fromEndpoint(client, request("kvs.get", Message.NODEID_ANY, 0));
        Request got = (Request) kvs.got().getFirst();
        router.fromEndpoint(kvs, got.respond(Payload.NONE));
        Response back = (Response) client.got().getFirst();
        assertEquals(RouteStack.EMPTY, back.routes());
        assertEquals(1, back.matchtag());
    }

    @Test
    void aServiceThatIsNotHereIsSoughtUpstream() {
        Router follower = router(1);
        follower.fromEndpoint(client, request("nosuch.get", Message.NODEID_ANY, 0));
        assertEquals(1, around.tree.size());
        router(0).fromEndpoint(client, request("nosuch.get", Message.NODEID_ANY, 0));
        assertEquals(Errno.ENOSYS, clientError().errno());
        assertEquals("No service matching nosuch.get is registered", clientError().text());
    }

    @Test
    void aRankThatIsThisBrokerIsServedOrRefusedHere() {
        Router router = router(3);
        router.fromEndpoint(client, request("kvs.get", 3, 0));
        assertEquals(1, kvs.got().size());
        router.fromEndpoint(client, request("nosuch.get", 3, 0));
        assertEquals(Errno.ENOSYS, clientError().errno());
        router.fromEndpoint(client, request("kvs.get", 4, 0));
        assertEquals(1, around.tree.size());
    }

    @Test
    void upstreamFromHereGoesUpAndFromBelowIsServedHere() {
        Router router = router(1);
        router.fromEndpoint(client, request("kvs.get", 1, Message.UPSTREAM));
        assertEquals(1, around.tree.size());
        assertTrue(kvs.got().isEmpty());
        router.fromOverlay(request("kvs.get", 4, Message.UPSTREAM));
        assertEquals(1, kvs.got().size());
        router.fromOverlay(request("nosuch.get", 4, Message.UPSTREAM));
        assertEquals(2, around.tree.size());
    }

    @Test
    void withoutATreeOtherRanksAreUnreachable() {
        Router router = new Router(0, "broker-uuid", () -> GUEST);
        router.attachCore(around);
        router.attach(client);
        router.goOnline();
        router.fromEndpoint(client, request("kvs.get", 7, 0));
        assertEquals(Errno.EHOSTUNREACH, clientError().errno());
        assertEquals("", clientError().text());
        router.fromEndpoint(client, request("kvs.get", 7, Message.NORESPONSE));
        assertEquals(1, client.got().size());
    }

    @Test
    void clientsOfModulesWaitUntilTheBrokerIsOnline() {
        Router router = new Router(0, "broker-uuid", () -> GUEST);
        router.attachCore(around);
        router.attach(client);
        router.attach(kvs);
        Request fromUser = request("kvs.get", 0, 0).pushRoute("user-uuid");
        router.fromEndpoint(client, fromUser);
        assertEquals(Errno.EAGAIN, clientError().errno());
        assertEquals("Upstream Flux broker is offline. Try again later.", clientError().text());
        router.fromEndpoint(client, request("kvs.get", 0, 0));
        assertEquals(1, kvs.got().size());
        router.addCoreService("attr");
        router.fromEndpoint(client, request("attr.get", 0, 0).pushRoute("user-uuid"));
        assertEquals(1, client.got().size());
        router.goOnline();
        router.fromEndpoint(client, fromUser);
        assertEquals(2, kvs.got().size());
    }

    @Test
    void rankZeroNumbersEventsAndSendsThemDownAndToSubscribers() {
        Router router = router(0);
        router.subscribe("kvs-uuid", "a.");
        router.subscribe("", "");
        assertEquals(1, router.publish(Event.of("a.b", Payload.NONE, 0)));
        assertEquals(2, router.publish(Event.of("other", Payload.NONE, 0)));
        assertEquals(1, kvs.got().size());
        assertEquals(1, ((Event) kvs.got().getFirst()).sequence());
        assertEquals(2, around.core.size());
        assertEquals(2, around.down.size());
        assertEquals(2, router.lastSequence());
    }

    @Test
    void elsewhereAnEventGoesUpAndIsDeliveredWhenItComesDown() {
        Router router = router(1);
        router.subscribe("kvs-uuid", "");
        router.fromEndpoint(client, Event.of("a", Payload.NONE, 0));
        assertEquals(1, around.up.size());
        assertTrue(kvs.got().isEmpty());
        router.fromOverlay(Event.of("a", Payload.NONE, 0).withSequence(9));
        assertEquals(1, kvs.got().size());
        assertEquals(1, around.down.size());
        router.fromOverlay(Event.of("from-child", Payload.NONE, 0));
        assertEquals(2, around.up.size());
    }

    @Test
    void whoIsNoModuleCannotSubscribe() {
        FluxException error =
                assertThrows(FluxException.class, () -> router(0).subscribe("stranger", "a"));
        assertEquals(Errno.ENOENT, error.errno());
    }

    @Test
    void aNameIsTakenOnceAndGoesWithItsModule() {
        Router router = router(0);
        assertFalse(router.attach(new Module("kvs")));
        assertTrue(router.addService("store", kvs));
        assertFalse(router.addService("store", client));
        assertEquals(List.of("kvs", "store"), router.servicesOf(kvs));
        router.detach(kvs);
        assertFalse(router.isTaken("store"));
        assertTrue(router.attach(new Module("kvs")));
    }

    @Test
    void servicesHearThatAModuleTheyServedIsGone() {
        Router router = router(0);
        router.fromEndpoint(client, request("kvs.get", Message.NODEID_ANY, 0));
        router.fromEndpoint(client, request("kvs.put", Message.NODEID_ANY, 0));
        router.fromEndpoint(
                client, request("kvs.lookup", Message.NODEID_ANY, 0).pushRoute("user-uuid"));
        kvs.got().clear();
        router.detach(client);
        assertEquals(1, kvs.got().size());
        Request goodbye = (Request) kvs.got().getFirst();
        assertEquals("kvs.disconnect", goodbye.topic());
        assertTrue(goodbye.noResponse());
        assertEquals(RouteStack.of("client-uuid", "broker-uuid"), goodbye.routes());
    }

    @Test
    void aResponseForNobodyHereGoesToTheTree() {
        Router router = router(0);
        Response response =
                request("x.y", 0, 0)
                        .withRoutes(RouteStack.of("far", "child"))
                        .respond(Payload.NONE);
        router.fromOverlay(response);
        assertEquals(response, around.tree.getFirst());
    }
}
