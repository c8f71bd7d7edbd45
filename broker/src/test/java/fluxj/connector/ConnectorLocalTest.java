package fluxj.connector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.client.FluxClient;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonObject;
import fluxj.reactor.Promise;
import fluxj.wire.Credentials;
import fluxj.wire.Event;
import fluxj.wire.Message;
import fluxj.wire.Payload;
import fluxj.wire.Request;
import fluxj.wire.Response;
import fluxj.wire.RouteStack;
import fluxj.wire.StreamFraming;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

@Timeout(60)
class ConnectorLocalTest {
    private static final String GUESTS = "{\"access\":{\"allow-guest-user\":true}}";

    @TempDir private Path directory = Path.of("");

    private ConnectorHarness asOwner() {
        return ConnectorHarness.start(directory, true, "{}");
    }

    private ConnectorHarness asGuest(String config) {
        return ConnectorHarness.start(directory, false, config);
    }

    private static Promise<Response> request(FluxClient client, String topic) {
        return client.rpc()
                .request(topic, Message.NODEID_ANY, Payload.of(JsonObject.of("a", 1)), 0);
    }

    @Test
    void anybodyMayWriteToTheSocketAndItGoesAwayAtTheEnd() throws IOException {
        Path socket = directory.resolve("local");
        ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                .bind(UnixDomainSocketAddress.of(socket))
                .close();
        try (ConnectorHarness broker = asOwner()) {
            assertEquals(
                    PosixFilePermissions.fromString("rwxrwxrwx"),
                    Files.getPosixFilePermissions(socket));
            assertTrue(broker.faults().isEmpty());
        }
        assertFalse(Files.exists(socket));
    }

    @Test
    void carriesARequestAndItsAnswer() {
        try (ConnectorHarness broker = asOwner();
                FluxClient client = broker.connect()) {
            Promise<Response> answer = request(client, "kvs.lookup");
            Request seen = broker.nextRequest();
            assertEquals("kvs.lookup", seen.topic());
            assertEquals(ConnectorHarness.UUID, seen.routes().top());
            assertEquals(2, seen.routes().size());
            assertEquals(
                    new Credentials(
                            ConnectorHarness.self(directory),
                            Credentials.OWNER | Credentials.LOCAL),
                    seen.cred());
            broker.answer(seen, Payload.of(JsonObject.of("b", 2)));
            Response got = client.get(answer, ConnectorHarness.PATIENCE);
            assertEquals("{\"b\":2}", got.payload().json().toString());
            assertTrue(got.routes().isEmpty());
            assertTrue(got.has(Message.ROUTE));
        }
    }

    @Test
    void anOwnerMaySpeakForOthersAndAGuestMayNot() {
        Map<String, String> pretending =
                Map.of("FLUX_HANDLE_USERID", "42", "FLUX_HANDLE_ROLEMASK", "0x2");
        String uri = "local://" + directory.resolve("local");
        try (ConnectorHarness broker = asOwner();
                FluxClient client = FluxClient.open(uri, pretending)) {
            request(client, "a.b");
            assertEquals(new Credentials(42, Credentials.USER), broker.nextRequest().cred());
        }
        try (ConnectorHarness broker = asGuest(GUESTS);
                FluxClient client = FluxClient.open(uri, pretending)) {
            request(client, "a.b");
            assertEquals(
                    new Credentials(
                            ConnectorHarness.self(directory), Credentials.USER | Credentials.LOCAL),
                    broker.nextRequest().cred());
        }
    }

    @Test
    void refusesAGuestUnlessTheConfigurationLetsThemIn() {
        try (ConnectorHarness broker = asGuest("{}")) {
            FluxException e = assertThrows(FluxException.class, broker::connect);
            assertEquals(Errno.EPERM, e.errno());
            int uid = ConnectorHarness.self(directory);
            assertTrue(
                    broker.logs()
                            .contains(
                                    "err client_authenticate: uid=" + uid + " no assigned roles"));
            assertEquals(
                    0,
                    broker.call("connector-local.config-reload", JsonObject.parse(GUESTS))
                            .errnum());
            try (FluxClient client = broker.connect()) {
                request(client, "a.b");
                assertEquals("a.b", broker.nextRequest().topic());
            }
        }
    }

    @Test
    void anAdminIsAGuestNamedOrListedInAGroup() {
        for (String roles :
                List.of("{\"users\":[\"nobody1\",\"admin1\"]}", "{\"groups\":[\"wheel\"]}")) {
            String config =
                    "{\"access\":{\"allow-guest-user\":true,\"roles\":{\"admin\":" + roles + "}}}";
            try (ConnectorHarness broker = asGuest(config);
                    FluxClient client = broker.connect()) {
                request(client, "a.b");
                assertEquals(
                        Credentials.USER | Credentials.ADMIN | Credentials.LOCAL,
                        broker.nextRequest().cred().rolemask());
            }
        }
    }

    @Test
    void keepsItsPolicyWhenANewOneIsWrong() {
        try (ConnectorHarness broker = asOwner()) {
            Response refused =
                    broker.call(
                            "connector-local.config-reload",
                            JsonObject.parse("{\"access\":{\"allow-guest-user\":3}}"));
            assertEquals(Errno.EINVAL.number(), refused.errnum());
            assertTrue(
                    refused.error()
                            .text()
                            .startsWith("error parsing [access] configuration: Expected true or"));
            JsonObject stats =
                    broker.call("connector-local.stats-get", JsonObject.EMPTY).payload().json();
            assertEquals(false, stats.bool("allow_guest_user").orElseThrow());
        }
    }

    @Test
    void debugBitsRefuseOneConnectionOrTakeItsOwnerRole() {
        try (ConnectorHarness broker = asOwner()) {
            JsonObject set = JsonObject.parse("{\"op\":\"setbit\",\"flags\":1}");
            assertEquals(
                    "{\"flags\":1}",
                    broker.call("connector-local.debug", set).payload().json().toString());
            assertEquals(Errno.EPERM, assertThrows(FluxException.class, broker::connect).errno());
            broker.call("connector-local.debug", JsonObject.parse("{\"op\":\"set\",\"flags\":4}"));
            try (FluxClient client = broker.connect()) {
                request(client, "a.b");
                assertEquals(
                        new Credentials(Credentials.USERID_UNKNOWN, Credentials.USER),
                        broker.nextRequest().cred());
            }
        }
    }

    @Test
    void subscriptionsAreCountedAcrossClients() {
        try (ConnectorHarness broker = asOwner();
                FluxClient one = broker.connect();
                FluxClient two = broker.connect()) {
            List<String> seen = new ArrayList<>();
            one.get(
                    one.subscribe("hb.", e -> seen.add("1 " + e.topic())),
                    ConnectorHarness.PATIENCE);
            two.get(
                    two.subscribe("hb.", e -> seen.add("2 " + e.topic())),
                    ConnectorHarness.PATIENCE);
            assertEquals(List.of("+hb."), broker.subscriptions());
            broker.deliver(Event.of("hb.pulse", Payload.NONE, 0));
            one.reactor().runUntil(() -> seen.size() == 1);
            two.reactor().runUntil(() -> seen.size() == 2);
            one.call("event.unsubscribe", Message.NODEID_ANY, JsonObject.of("topic", "hb."));
            assertEquals(List.of("+hb."), broker.subscriptions());
            two.call("event.unsubscribe", Message.NODEID_ANY, JsonObject.of("topic", "hb."));
            assertEquals(List.of("+hb.", "-hb."), broker.subscriptions());
            FluxException e =
                    assertThrows(
                            FluxException.class,
                            () ->
                                    two.call(
                                            "event.unsubscribe",
                                            Message.NODEID_ANY,
                                            JsonObject.of("topic", "hb.")));
            assertEquals(Errno.ENOENT, e.errno());
        }
    }

    @Test
    void aGuestDoesNotSeePrivateEventsOfOthers() {
        try (ConnectorHarness broker = asGuest(GUESTS);
                FluxClient client = broker.connect()) {
            List<String> seen = new ArrayList<>();
            client.get(client.subscribe("", e -> seen.add(e.topic())), ConnectorHarness.PATIENCE);
            Event secret = Event.of("secret", Payload.NONE, Message.PRIVATE);
            int uid = ConnectorHarness.self(directory);
            broker.deliver(secret.withCred(new Credentials(uid + 7, Credentials.OWNER)));
            broker.deliver(secret.withCred(new Credentials(uid, Credentials.USER)));
            broker.deliver(Event.of("open", Payload.NONE, 0));
            client.reactor().runUntil(() -> seen.contains("open"));
            assertEquals(List.of("secret", "open"), seen);
            assertTrue(
                    broker.logs().stream()
                            .anyMatch(
                                    line ->
                                            line.startsWith("err router: event > client=")
                                                    && line.endsWith(": Operation not permitted")));
        }
    }

    @Test
    void aClientServesANameUntilItIsGone() {
        try (ConnectorHarness broker = asOwner()) {
            FluxClient client = broker.connect();
            client.serve(
                    request -> client.send(request.respond(Payload.of(JsonObject.of("ok", 1)))));
            Promise<Response> added =
                    client.rpc()
                            .request(
                                    "service.add",
                                    Message.NODEID_ANY,
                                    Payload.of(JsonObject.of("service", "fu")),
                                    0);
            Request add = broker.nextRequest();
            assertEquals("service.add", add.topic());
            assertEquals(RouteStack.of(ConnectorHarness.UUID), add.routes());
            broker.answer(add, Payload.NONE);
            assertEquals(0, client.get(added, ConnectorHarness.PATIENCE).errnum());
            FluxException taken =
                    assertThrows(
                            FluxException.class,
                            () ->
                                    client.call(
                                            "service.add",
                                            Message.NODEID_ANY,
                                            JsonObject.of("service", "fu")));
            assertEquals(Errno.EEXIST, taken.errno());

            RouteStack routes = RouteStack.of("asker", "other", "broker-uuid");
            broker.deliver(
                    Request.of("fu.bar", Payload.NONE, Message.NODEID_ANY, 5, 0)
                            .withRoutes(routes));
            Response[] answer = {null};
            client.reactor()
                    .runUntil(
                            () -> {
                                if (broker.waiting() > 0 && answer[0] == null) {
                                    answer[0] = (Response) broker.next();
                                }
                                client.reactor().after(java.time.Duration.ofMillis(5), () -> {});
                                return answer[0] != null;
                            });
            assertEquals(routes, answer[0].routes());
            assertEquals(5, answer[0].matchtag());

            client.serve(_ -> {});
            broker.deliver(
                    Request.of("fu.bar", Payload.NONE, Message.NODEID_ANY, 8, Message.STREAMING)
                            .withRoutes(routes));
            broker.deliver(
                    Request.of("fu.bar", Payload.NONE, Message.NODEID_ANY, 7, 0)
                            .withRoutes(routes));
            broker.deliver(Request.of("nobody.x", Payload.NONE, -1, 6, 0).withRoutes(routes));
            assertEquals(Errno.ENOSYS.number(), ((Response) broker.next()).errnum());

            client.close();
            Request removed = broker.nextRequest();
            assertEquals("service.remove", removed.topic());
            assertEquals("{\"service\":\"fu\"}", removed.payload().json().toString());
            Response failed = (Response) broker.next();
            assertEquals(Errno.ENOSYS.number(), failed.errnum());
            assertEquals(7, failed.matchtag());
            assertEquals(routes, failed.routes());
            // Time for whoever reads a stream to find out by asking.
            assertEquals(8, ((Response) broker.next()).matchtag());
        }
    }

    /// Answers that a client was not asked for, whatever way they claim to come.
    @Test
    void aClientAnswersOnlyWhatItWasAsked() {
        try (ConnectorHarness broker = asGuest(GUESTS);
                FluxClient client = broker.connect()) {
            Request mine = Request.of("kvs.wait-version", Payload.NONE, -1, 1, 0);
            for (RouteStack routes :
                    List.of(
                            RouteStack.EMPTY,
                            RouteStack.of("broker-uuid"),
                            RouteStack.of("victim", ConnectorHarness.UUID, "broker-uuid"))) {
                client.send(mine.withRoutes(routes).respond(Payload.ofText("forged")));
                client.send(mine.withRoutes(routes).respondError(Errno.ENODATA, ""));
            }
            request(client, "the.end");
            assertEquals("the.end", broker.nextRequest().topic());
            List<String> lines =
                    broker.logs().stream().filter(line -> line.startsWith("err client=")).toList();
            assertEquals(1, lines.size(), lines.toString());
            assertTrue(lines.getFirst().endsWith(": dropped a response to no request"));
        }
    }

    @Test
    void anEventOfAClientHasNeitherNumberNorWay() {
        try (ConnectorHarness broker = asGuest(GUESTS);
                FluxClient client = broker.connect()) {
            client.send(
                    Event.of("a.b", Payload.NONE, 0)
                            .withSequence(77)
                            .withRoutes(RouteStack.of("x"))
                            .withCred(new Credentials(0, Credentials.OWNER)));
            Event seen = (Event) broker.next();
            assertEquals(0, seen.sequence());
            assertEquals(RouteStack.EMPTY, seen.routes());
            assertFalse(seen.cred().hasAny(Credentials.OWNER));
        }
    }

    @Test
    void tellsEachServiceOnceThatAClientIsGone() {
        try (ConnectorHarness broker = asOwner()) {
            FluxClient client = broker.connect();
            request(client, "foo.bar.baz");
            request(client, "foo.bar.other");
            request(client, "single");
            client.rpc().send("quiet.x", Message.NODEID_ANY, Payload.NONE);
            Request first = broker.nextRequest();
            for (int i = 0; i < 3; i++) {
                broker.next();
            }
            client.close();
            Request gone = broker.nextRequest();
            assertEquals("foo.bar.disconnect", gone.topic());
            assertEquals(first.routes(), gone.routes());
            assertEquals(first.cred(), gone.cred());
            assertEquals(Message.NORESPONSE | Message.ROUTE, gone.flags());
            assertFalse(gone.payload().isPresent());
            assertEquals("disconnect", broker.nextRequest().topic());
            broker.run(() -> {});
            assertEquals(0, broker.waiting());
        }
    }

    @Test
    void aBadFrameCostsItsOwnConnectionOnly() throws IOException {
        try (ConnectorHarness broker = asOwner();
                FluxClient healthy = broker.connect()) {
            ByteBuffer huge = ByteBuffer.allocate(8).order(ByteOrder.nativeOrder());
            huge.putInt(0xffee0012).order(ByteOrder.BIG_ENDIAN).putInt(0xffffffff).flip();
            expectDropped(broker, huge);
            expectDropped(broker, ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5, 6, 7, 8}));
            ByteBuffer empty = ByteBuffer.allocate(8).order(ByteOrder.nativeOrder());
            empty.putInt(0xffee0012).order(ByteOrder.BIG_ENDIAN).putInt(0).flip();
            expectDropped(broker, empty);
            request(healthy, "still.here");
            assertEquals("still.here", broker.nextRequest().topic());
            expectDropped(broker, ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5, 6, 7, 9}));
            assertEquals(
                    3,
                    broker.logs().stream().filter(l -> l.startsWith("err client=")).count(),
                    "each cause once");
            assertTrue(broker.faults().isEmpty());
        }
    }

    private static void expectDropped(ConnectorHarness broker, ByteBuffer bytes)
            throws IOException {
        try (SocketChannel channel = broker.connectRaw()) {
            ByteBuffer one = ByteBuffer.allocate(1);
            assertEquals(1, channel.read(one));
            assertEquals(0, one.get(0));
            channel.write(bytes);
            one.clear();
            int count;
            try {
                count = channel.read(one);
            } catch (IOException e) {
                count = -1;
            }
            assertEquals(-1, count);
        }
    }

    @Test
    void aMessageMayArriveByteByByte() throws IOException {
        try (ConnectorHarness broker = asOwner();
                SocketChannel channel = broker.connectRaw()) {
            byte[] frame =
                    StreamFraming.encode(Request.of("slow.drip", Payload.ofText("x"), -1, 3, 0));
            for (byte b : frame) {
                channel.write(ByteBuffer.wrap(new byte[] {b}));
            }
            Request seen = broker.nextRequest();
            assertEquals("slow.drip", seen.topic());
            assertEquals("x", seen.payload().text());
        }
    }

    @Test
    void aClientThatNeverReadsIsDroppedWithOneLine() throws IOException {
        try (ConnectorHarness broker = asOwner();
                FluxClient healthy = broker.connect();
                SocketChannel deaf = broker.connectRaw()) {
            write(
                    deaf,
                    Request.of(
                            "event.subscribe", Payload.of(JsonObject.of("topic", "")), -1, 2, 0));
            write(deaf, Request.of("ask.me", Payload.NONE, -1, 1, 0));
            assertEquals("ask.me", broker.nextRequest().topic());
            Event large = Event.of("big", Payload.ofBytes(new byte[4 << 20]), 0);
            for (int i = 0; i < 24; i++) {
                broker.deliver(large);
            }
            Request gone = broker.nextRequest();
            assertEquals("ask.disconnect", gone.topic());
            List<String> lines =
                    broker.logs().stream().filter(l -> l.startsWith("err client=")).toList();
            assertEquals(1, lines.size());
            assertTrue(lines.getFirst().contains("peer does not read"), lines.getFirst());
            request(healthy, "still.here");
            assertEquals("still.here", broker.nextRequest().topic());
        }
    }

    private static void write(SocketChannel channel, Message message) throws IOException {
        channel.write(ByteBuffer.wrap(StreamFraming.encode(message)));
    }

    @Test
    void whoReadsGetsAnswersOfAnySize() {
        try (ConnectorHarness broker = asOwner();
                FluxClient client = broker.connect()) {
            Payload large = Payload.ofBytes(new byte[40 << 20]);
            List<Promise<Response>> answers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                answers.add(request(client, "kvs.lookup"));
            }
            for (int i = 0; i < 3; i++) {
                broker.answer(broker.nextRequest(), large);
            }
            for (Promise<Response> answer : answers) {
                assertEquals(large, client.get(answer, ConnectorHarness.PATIENCE).payload());
            }
            assertEquals(List.of(), errors(broker));
        }
    }

    private static List<String> errors(ConnectorHarness broker) {
        return broker.logs().stream().filter(line -> line.startsWith("err ")).toList();
    }

    @Test
    void aClientIsPausedWhileMuchWaitsForItAndThenGoesOn() throws IOException {
        try (ConnectorHarness broker = asOwner();
                FluxClient client = broker.connect()) {
            request(client, "first.x");
            Request first = broker.nextRequest();
            broker.answer(first, Payload.ofBytes(new byte[40 << 20]));
            List<Promise<Response>> later = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                later.add(request(client, "later.x"));
            }
            broker.run(() -> {});
            assertEquals(0, broker.waiting(), "nothing is taken of it");
            client.reactor()
                    .runUntil(
                            () -> {
                                client.reactor().after(java.time.Duration.ofMillis(5), () -> {});
                                return broker.waiting() == 3;
                            });
            for (Promise<Response> answer : later) {
                broker.answer(broker.nextRequest(), Payload.ofText("x"));
                assertEquals("x", client.get(answer, ConnectorHarness.PATIENCE).payload().text());
            }
        }
    }

    @Test
    void aClientThatIsGivenUpOnHearsWhy() {
        try (ConnectorHarness broker = asOwner();
                FluxClient slow = broker.connect()) {
            List<Integer> seen = new ArrayList<>();
            slow.get(slow.subscribe("", _ -> seen.add(1)), ConnectorHarness.PATIENCE);
            Event large = Event.of("big", Payload.ofBytes(new byte[4 << 20]), 0);
            for (int i = 0; i < 24; i++) {
                broker.deliver(large);
            }
            FluxException why = slow.get(slow.closed(), ConnectorHarness.PATIENCE);
            assertEquals(Errno.ECONNRESET, why.errno());
            assertTrue(why.text().contains("peer does not read: "), why.text());
            assertTrue(seen.size() >= 16, "what waited before is delivered");
        }
    }

    /// What a process's server may send goes up as the client reads (RFC 42).
    @Test
    void aRunningProcessGetsCreditForWhatItsClientTakes() {
        try (ConnectorHarness broker = asOwner();
                FluxClient client = broker.connect()) {
            int[] got = {0};
            client.rpc()
                    .openRaw(
                            "rexec.exec",
                            3,
                            Payload.NONE,
                            response -> got[0] += response.payload().length(),
                            _ -> {});
            Request exec = broker.nextRequest();
            Request credit = broker.nextRequest();
            assertEquals("rexec.credit", credit.topic());
            assertEquals(exec.routes(), credit.routes());
            assertEquals(3, credit.nodeid());
            assertEquals(exec.cred(), credit.cred());
            assertTrue(credit.noResponse());
            assertEquals(
                    "{\"matchtag\":" + exec.matchtag() + ",\"bytes\":1048576}",
                    credit.payload().json().toString());
            Payload output = Payload.ofBytes(new byte[400_000]);
            broker.answer(exec, output);
            broker.answer(exec, output);
            client.reactor().runUntil(() -> got[0] == 800_000);
            assertEquals(
                    800_000L, broker.nextRequest().payload().json().whole("bytes").orElseThrow());
            broker.answer(exec, output);
            broker.deliver(
                    exec.respondError(Errno.ENODATA, "")
                            .withRoutes(ConnectorHarness.withoutTop(exec.routes())));
            request(client, "the.end");
            assertEquals("the.end", broker.nextRequest().topic());
        }
    }

    @Test
    void aGuestsLargeMessageIsRefusedAndItsConnectionStays() {
        String config = "{\"access\":{\"allow-guest-user\":true,\"guest-max-message\":1000}}";
        try (ConnectorHarness broker = asGuest(config);
                FluxClient client = broker.connect()) {
            Promise<Response> refused =
                    client.rpc()
                            .request(
                                    "kvs.commit",
                                    Message.NODEID_ANY,
                                    Payload.ofBytes(new byte[300_000]),
                                    0);
            FluxException why =
                    assertThrows(
                            FluxException.class,
                            () -> client.get(refused, ConnectorHarness.PATIENCE));
            assertEquals(Errno.EMSGSIZE, why.errno());
            request(client, "still.here");
            assertEquals("still.here", broker.nextRequest().topic());
            assertEquals(1, errors(broker).size());
        }
    }

    @Test
    void aGuestsWaitingRequestsAreCounted() {
        try (ConnectorHarness broker = asGuest(GUESTS);
                FluxClient client = broker.connect()) {
            Promise<Response> first = request(client, "kvs.wait");
            for (int i = 1; i < UserQuotas.GUEST_WAITING; i++) {
                request(client, "kvs.wait");
            }
            Promise<Response> last = request(client, "kvs.wait");
            FluxException why =
                    assertThrows(
                            FluxException.class, () -> client.get(last, ConnectorHarness.PATIENCE));
            assertEquals(Errno.EAGAIN, why.errno());
            broker.answer(broker.nextRequest(), Payload.NONE);
            client.get(first, ConnectorHarness.PATIENCE);
            for (int i = 1; i < UserQuotas.GUEST_WAITING; i++) {
                broker.next();
            }
            request(client, "one.more");
            assertEquals("one.more", broker.nextRequest().topic());
        }
    }

    /// Eight announced bytes must not cost as much as they say.
    @Test
    void guestsMayAnnounceNoMoreThanTheirShare() throws IOException {
        String config = "{\"access\":{\"allow-guest-user\":true,\"guest-max-message\":16777216}}";
        List<SocketChannel> halves = new ArrayList<>();
        try (ConnectorHarness broker = asGuest(config)) {
            int size = (int) (ConnectorHarness.HEAP / 32);
            byte[] frame =
                    StreamFraming.encode(
                            Request.of(
                                    "a.b",
                                    Payload.ofBytes(new byte[size - 100]),
                                    Message.NODEID_ANY,
                                    1,
                                    0));
            for (int i = 0; i < 2; i++) {
                SocketChannel half = broker.connectRaw();
                halves.add(half);
                half.read(ByteBuffer.allocate(1));
                half.write(ByteBuffer.wrap(frame, 0, 4096));
            }
            try (FluxClient third = broker.connect()) {
                FluxException why =
                        assertThrows(
                                FluxException.class,
                                () ->
                                        third.get(
                                                third.rpc()
                                                        .request(
                                                                "a.b",
                                                                Message.NODEID_ANY,
                                                                Payload.ofBytes(new byte[100_000]),
                                                                0),
                                                ConnectorHarness.PATIENCE));
                assertEquals(Errno.EAGAIN, why.errno());
            }
        } finally {
            for (SocketChannel half : halves) {
                half.close();
            }
        }
    }

    @Test
    void aRequestWithRoutesThatNoTreeHasIsRefusedAtTheDoor() {
        try (ConnectorHarness broker = asGuest(GUESTS);
                FluxClient client = broker.connect()) {
            RouteStack deep = RouteStack.EMPTY;
            for (int i = 0; i < 256; i++) {
                deep = deep.push("r");
            }
            Request fits = Request.of("fits.x", Payload.NONE, 1, 1, 0).withRoutes(deep);
            client.send(fits);
            assertEquals(258, broker.nextRequest().routes().size());
            client.send(fits.pushRoute("r"));
            request(client, "the.end");
            assertEquals("the.end", broker.nextRequest().topic());
        }
    }

    @Test
    void aPublisherWaitsWhileEventsDo() {
        for (Message published :
                List.of(
                        Event.of("a.b", Payload.NONE, 0),
                        Request.of("event.publish", Payload.NONE, 0, 5, 0))) {
            try (ConnectorHarness broker = asOwner();
                    FluxClient client = broker.connect();
                    FluxClient other = broker.connect()) {
                broker.congest(true);
                client.send(published);
                broker.next();
                client.send(published);
                client.send(published);
                request(other, "not.held");
                assertEquals("not.held", broker.nextRequest().topic());
                assertEquals(0, broker.waiting());
                broker.congest(false);
                assertEquals(published.topic(), broker.next().topic());
                assertEquals(published.topic(), broker.next().topic());
            }
        }
    }

    @Test
    void statisticsNameEachClient() {
        try (ConnectorHarness broker = asOwner();
                FluxClient client = broker.connect()) {
            request(client, "a.b");
            broker.next();
            assertEquals(
                    Errno.EPERM.number(),
                    broker.callAs(
                                    new Credentials(7, Credentials.USER | Credentials.LOCAL),
                                    "connector-local.stats-get")
                            .errnum());
            JsonObject stats =
                    broker.call("connector-local.stats-get", JsonObject.EMPTY).payload().json();
            JsonObject server = stats.object("server").orElseThrow();
            assertEquals(1L, server.whole("connects").orElseThrow());
            JsonObject one = (JsonObject) server.array("clients").orElseThrow().items().getFirst();
            assertEquals(1L, one.whole("txcount").orElseThrow());
            assertEquals(0L, one.whole("rxcount").orElseThrow());
            assertEquals(ProcessHandle.current().pid(), one.whole("pid").orElseThrow().longValue());
        }
    }
}
