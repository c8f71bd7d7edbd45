package fluxj.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonObject;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.rpc.Access;
import fluxj.rpc.Empty;
import fluxj.rpc.RpcMethod;
import fluxj.wire.Credentials;
import fluxj.wire.Message;
import fluxj.wire.Payload;
import fluxj.wire.Response;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

@Timeout(60)
class FluxClientTest {
    private static final Map<String, String> NO_RETRY =
            Map.of("FLUX_LOCAL_CONNECTOR_RETRY_COUNT", "0");

    @TempDir private Path directory = Path.of("");

    private Path socket() {
        return directory.resolve("local");
    }

    private FluxClient connect() {
        return FluxClient.open("local://" + socket(), NO_RETRY);
    }

    @Test
    void waitsForAnAnswer() {
        try (EchoServer _ = new EchoServer(socket(), 0);
                FluxClient client = connect()) {
            JsonObject body = JsonObject.of("a", 1);
            assertEquals(body, client.call("echo", Message.NODEID_ANY, body));
            assertEquals("7", client.attribute("rank"));
            assertEquals(7, client.rank());
        }
    }

    @Test
    void anObserverSeesWhatIsSentAndReceivedAsTheCallerWroteIt() {
        List<String> types = new ArrayList<>();
        List<Credentials> senders = new ArrayList<>();
        try (EchoServer _ = new EchoServer(socket(), 0);
                FluxClient client =
                        FluxClient.open("local://" + socket(), Map.of("FLUX_HANDLE_USERID", "5"))) {
            client.observe(
                    message -> {
                        types.add(message.type() + " " + message.topic());
                        senders.add(message.cred());
                    });
            client.call("echo", Message.NODEID_ANY, JsonObject.EMPTY);
        }
        assertEquals(List.of("1 echo", "2 echo"), types);
        assertEquals(Credentials.NONE, senders.getFirst());
    }

    @Test
    void takesMessagesLargerThanItsBuffers() {
        try (EchoServer _ = new EchoServer(socket(), 0);
                FluxClient client = connect()) {
            byte[] large = new byte[5 << 20];
            large[large.length - 1] = 9;
            Response answer =
                    client.get(client.rpc().request("echo", -1, Payload.ofBytes(large), 0));
            assertArrayEquals(large, answer.payload().bytes());
        }
    }

    @Test
    void givesUpWhenTheTimeIsOver() {
        try (EchoServer _ = new EchoServer(socket(), 0);
                FluxClient client = connect()) {
            Promise<Response> never = client.rpc().request("silent", -1, Payload.NONE, 0);
            FluxException e =
                    assertThrows(
                            FluxException.class, () -> client.get(never, Duration.ofMillis(20)));
            assertEquals(Errno.ETIMEDOUT, e.errno());
            assertEquals(JsonObject.EMPTY, client.call("echo", -1, JsonObject.EMPTY));
        }
    }

    @Test
    void aTypedCallWithNothingToSayCarriesAnEmptyObject() {
        RpcMethod<Empty, Empty> echo =
                new RpcMethod<>("echo", Empty.class, Empty.class, Access.USER);
        try (EchoServer server = new EchoServer(socket(), 0);
                FluxClient client = connect()) {
            assertEquals(Empty.EMPTY, client.call(echo, -1, Empty.EMPTY));
            assertEquals("{}", server.seen().getFirst().payload().text());
        }
    }

    @Test
    void everythingThatWaitsFailsWhenTheBrokerGoesAway() {
        try (EchoServer _ = new EchoServer(socket(), 0);
                FluxClient client = connect()) {
            Promise<Response> waiting = client.rpc().request("silent", -1, Payload.NONE, 0);
            client.rpc().send("bye", -1, Payload.NONE);
            FluxException e = assertThrows(FluxException.class, () -> client.get(waiting));
            assertEquals(Errno.ECONNRESET, e.errno());
            assertTrue(client.closed().isDone());
        }
    }

    @Test
    void streamsItemsUntilTheirEnd() {
        try (EchoServer _ = new EchoServer(socket(), 0);
                FluxClient client = connect()) {
            List<String> items = new ArrayList<>();
            Deferred<Errno> end = new Deferred<>();
            client.rpc()
                    .openRaw(
                            "stream",
                            -1,
                            Payload.NONE,
                            response -> items.add(response.payload().text()),
                            error -> end.complete(error.errno()));
            assertEquals(Errno.ENODATA, client.get(end));
            assertEquals(List.of("{\"n\":0}", "{\"n\":1}", "{\"n\":2}"), items);
        }
    }

    @Test
    void aHandlerMayItselfWait() {
        try (EchoServer _ = new EchoServer(socket(), 0);
                FluxClient client = connect()) {
            List<String> seen = new ArrayList<>();
            client.subscribe("hb.", event -> seen.add(event.topic() + client.attribute("x")));
            client.reactor().runUntil(() -> !seen.isEmpty());
            assertEquals(List.of("hb.pulse7"), seen);
        }
    }

    @Test
    void pretendsToBeWhomTheEnvironmentSays() {
        Map<String, String> environment =
                Map.of("FLUX_HANDLE_USERID", "12", "FLUX_HANDLE_ROLEMASK", "0x2");
        try (EchoServer server = new EchoServer(socket(), 0);
                FluxClient client = FluxClient.open("local://" + socket(), environment)) {
            client.call("echo", -1, JsonObject.EMPTY);
            assertEquals(new Credentials(12, Credentials.USER), server.seen().getFirst().cred());
        }
    }

    @Test
    void aRefusalIsItsErrno() {
        try (EchoServer _ = new EchoServer(socket(), 1)) {
            FluxException e = assertThrows(FluxException.class, this::connect);
            assertEquals(Errno.EPERM, e.errno());
        }
    }

    @Test
    void saysWhyThereIsNoConnection() throws IOException {
        FluxException missing = assertThrows(FluxException.class, this::connect);
        assertEquals(Errno.ENOENT, missing.errno());
        assertEquals("broker socket " + socket() + " was not found", missing.getMessage());

        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket()));
        }
        FluxException stale = assertThrows(FluxException.class, this::connect);
        assertEquals(Errno.ECONNREFUSED, stale.errno());
        Files.delete(socket());

        Files.createFile(socket());
        FluxException below =
                assertThrows(
                        FluxException.class,
                        () -> FluxClient.open("local://" + socket() + "/local", NO_RETRY));
        assertEquals(Errno.ENOTDIR, below.errno());
        assertEquals("broker socket " + socket() + "/local: Not a directory", below.getMessage());
        Files.delete(socket());

        Map<String, String> wrong = Map.of("FLUX_LOCAL_CONNECTOR_RETRY_COUNT", "many");
        FluxException count =
                assertThrows(
                        FluxException.class, () -> FluxClient.open("local://" + socket(), wrong));
        assertEquals(Errno.EINVAL, count.errno());

        FluxException scheme =
                assertThrows(
                        FluxException.class, () -> FluxClient.open("shmem://host/path", NO_RETRY));
        assertEquals(Errno.ENOENT, scheme.errno());
    }

    @Test
    void theUriComesFromTheEnvironmentWhenNoneIsGiven() {
        assertEquals("/run/flux/local", LocalAddress.of("", Map.of()).path());
        assertEquals("/a", LocalAddress.of("", Map.of("FLUX_URI", "local:///a")).path());
        assertEquals("/b", LocalAddress.of("local:///b", Map.of("FLUX_URI", "local:///a")).path());
    }

    @Test
    void timersRunInTheOrderOfTheirTimes() {
        try (ClientReactor reactor = new ClientReactor()) {
            List<String> ran = new ArrayList<>();
            reactor.after(Duration.ofMillis(20), () -> ran.add("b"));
            reactor.after(Duration.ofMillis(5), () -> ran.add("a"));
            reactor.after(Duration.ofMillis(1), () -> ran.add("never")).cancel();
            reactor.post(() -> ran.add("now"));
            Promise<String> slow = reactor.blocking(() -> "slow");
            slow.then(ran::add, _ -> {});
            reactor.runUntil(() -> ran.contains("b") && slow.isDone());
            ran.remove("slow");
            assertEquals(List.of("now", "a", "b"), ran);
        }
    }
}
