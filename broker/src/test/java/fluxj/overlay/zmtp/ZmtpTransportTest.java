package fluxj.overlay.zmtp;

import static fluxj.overlay.OverlayEnd.next;
import static fluxj.overlay.OverlayMessages.assertSame;
import static fluxj.overlay.OverlayMessages.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.overlay.DealerSocket;
import fluxj.overlay.OverlayEnd;
import fluxj.overlay.OverlayEnd.Received;
import fluxj.overlay.PeerInfo;
import fluxj.overlay.RouterSocket;
import fluxj.overlay.SendResult;
import fluxj.overlay.SocketLimits;
import fluxj.overlay.SocketOptions;
import fluxj.overlay.SocketSecurity;
import fluxj.overlay.SocketTiming;
import fluxj.wire.Request;
import fluxj.zmtp.crypto.CurveCrypto;
import fluxj.zmtp.crypto.CurveCryptoProvider;
import fluxj.zmtp.crypto.CurveKeyPair;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;

class ZmtpTransportTest {
    private static final CurveCrypto CRYPTO = CurveCryptoProvider.select("auto").crypto();
    private static final CurveKeyPair SHARED = CRYPTO.generate(new Random(1));
    private static final String CHILD = "6a1ab89c-4d0f-4c3c-8d0f-3f7b0d0fa001";

    private final List<OverlayEnd> ends = new ArrayList<>();

    @TempDir Path directory;

    @AfterEach
    void closeEnds() {
        ends.forEach(OverlayEnd::close);
    }

    private OverlayEnd end(int ioThreads) {
        OverlayEnd end = new OverlayEnd(reactor -> new ZmtpTransport(reactor, "auto", ioThreads));
        ends.add(end);
        return end;
    }

    private static SocketOptions routerOptions(String mechanism) {
        return SocketOptions.of(
                "",
                mechanism.equals("NULL")
                        ? new SocketSecurity.None()
                        : new SocketSecurity.CurveServer(
                                SHARED, Map.of(SHARED.publicKey(), "mycluster")));
    }

    private static SocketOptions dealerOptions(String mechanism) {
        return SocketOptions.of(
                CHILD,
                mechanism.equals("NULL")
                        ? new SocketSecurity.None()
                        : new SocketSecurity.CurveClient(SHARED, SHARED.publicKey()));
    }

    private String uri(String scheme) {
        return switch (scheme) {
            case "ipc" -> "ipc://" + directory.resolve("tbon-0");
            case "abstract" -> "ipc://@fluxj-test-" + ProcessHandle.current().pid();
            case "interface" -> "tcp://lo:*";
            default -> "tcp://127.0.0.1:*";
        };
    }

    @ParameterizedTest
    @CsvSource({
        "tcp,NULL,1",
        "tcp,CURVE,1",
        "tcp,CURVE,3",
        "ipc,CURVE,1",
        "ipc,NULL,2",
        "abstract,NULL,1",
        "interface,CURVE,1"
    })
    void carriesMessagesOfEverySizeBothWays(String scheme, String mechanism, int ioThreads) {
        OverlayEnd parent = end(ioThreads);
        assumeTrue(
                parent.reactor.isEpoll() || !scheme.equals("abstract"),
                "abstract ipc:// names need Linux's epoll transport");
        OverlayEnd child = end(1);
        RouterSocket router = parent.router(routerOptions(mechanism));
        String endpoint = parent.call(() -> router.bind(uri(scheme)));
        DealerSocket dealer = child.dealer(dealerOptions(mechanism));
        child.run(() -> dealer.connect(endpoint));
        PeerInfo peer = next(parent.ready, "child");
        assertEquals(CHILD, peer.identity());
        assertEquals(mechanism.equals("NULL") ? "" : "mycluster", peer.keyLabel());
        int[] sizes = {0, 1, 200, 255, 256, 5000, 65_536, 1_000_000, 8 << 20};
        for (int i = 0; i < sizes.length; i++) {
            Request message = request(i + 1, sizes[i]);
            assertEquals(SendResult.SENT, child.call(() -> dealer.send(message)));
            Received got = parent.nextMessage();
            assertEquals(CHILD, got.from());
            assertSame(message, got.message());
            assertEquals(SendResult.SENT, parent.call(() -> router.send(CHILD, message)));
            assertSame(message, child.nextMessage().message());
        }
        parent.run(router::close);
        child.run(dealer::close);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void keepsTheOrderOfManyMessages(int ioThreads) {
        OverlayEnd parent = end(ioThreads);
        OverlayEnd child = end(1);
        SocketLimits few = SocketLimits.DEFAULTS.withReceiveHighWater(10);
        RouterSocket router = parent.router(routerOptions("CURVE").withLimits(few));
        String endpoint = parent.call(() -> router.bind("tcp://127.0.0.1:*"));
        DealerSocket dealer = child.dealer(dealerOptions("CURVE"));
        child.run(
                () -> {
                    dealer.connect(endpoint);
                    for (int i = 1; i <= 20_000; i++) {
                        assertEquals(SendResult.SENT, dealer.send(request(i, i % 50)));
                    }
                });
        for (int i = 1; i <= 20_000; i++) {
            assertEquals(i, ((Request) parent.nextMessage().message()).matchtag());
        }
        assertEquals(20_000, parent.call(() -> router.peers().getFirst().receivedMessages()));
    }

    @Test
    void saysWhenThereIsNoSuchPeer() {
        OverlayEnd parent = end(1);
        RouterSocket router = parent.router(routerOptions("NULL"));
        assertEquals(SendResult.NO_SUCH_PEER, parent.call(() -> router.send(CHILD, request(1, 1))));
    }

    @Test
    void connectsAgainToARestartedParentWithoutLosingWhatWasQueued() {
        OverlayEnd parent = end(1);
        OverlayEnd child = end(1);
        RouterSocket first = parent.router(routerOptions("CURVE"));
        String endpoint = parent.call(() -> first.bind("tcp://127.0.0.1:*"));
        DealerSocket dealer = child.dealer(dealerOptions("CURVE"));
        child.run(() -> dealer.connect(endpoint));
        next(child.connected, "connection");
        parent.run(first::close);
        next(child.disconnected, "loss");
        child.run(() -> dealer.send(request(7, 300_000)));
        String refused = next(child.unreachable, "reason");
        assertTrue(refused.contains("Connection refused"), refused);
        RouterSocket second = parent.router(routerOptions("CURVE"));
        parent.run(() -> second.bind(endpoint));
        assertSame(request(7, 300_000), parent.nextMessage().message());
    }

    @Test
    void bothEndsSayWhyAKeyIsRefused() {
        OverlayEnd parent = end(1);
        OverlayEnd child = end(1);
        CurveKeyPair stranger = CRYPTO.generate(new Random(2));
        RouterSocket router = parent.router(routerOptions("CURVE"));
        String endpoint = parent.call(() -> router.bind("tcp://127.0.0.1:*"));
        DealerSocket dealer =
                child.dealer(
                        SocketOptions.of(
                                CHILD,
                                new SocketSecurity.CurveClient(stranger, SHARED.publicKey())));
        child.run(() -> dealer.connect(endpoint));
        String there = next(parent.rejected, "refusal");
        assertTrue(there.contains(stranger.publicKey().z85()), there);
        String here = next(child.rejected, "refusal");
        assertTrue(here.contains("400 No access"), here);
        parent.run(() -> router.allow(Map.of(stranger.publicKey(), "late")));
        assertEquals("late", next(parent.ready, "child").keyLabel());
    }

    @Test
    void bothEndsSayThatTheServerKeyDiffers() {
        OverlayEnd parent = end(1);
        OverlayEnd child = end(1);
        CurveKeyPair stranger = CRYPTO.generate(new Random(2));
        RouterSocket router = parent.router(routerOptions("CURVE"));
        String endpoint = parent.call(() -> router.bind("tcp://127.0.0.1:*"));
        DealerSocket dealer =
                child.dealer(
                        SocketOptions.of(
                                CHILD,
                                new SocketSecurity.CurveClient(SHARED, stranger.publicKey())));
        child.run(() -> dealer.connect(endpoint));
        assertTrue(next(parent.rejected, "refusal").contains("another server key"));
        assertTrue(next(child.rejected, "refusal").contains("another server key"));
    }

    @Test
    void refusesASecondLiveConnectionOfOneIdentity() {
        OverlayEnd parent = end(1);
        OverlayEnd child = end(1);
        OverlayEnd twin = end(1);
        RouterSocket router = parent.router(routerOptions("CURVE"));
        String endpoint = parent.call(() -> router.bind("tcp://127.0.0.1:*"));
        DealerSocket dealer = child.dealer(dealerOptions("CURVE"));
        child.run(() -> dealer.connect(endpoint));
        next(parent.ready, "child");
        DealerSocket second = twin.dealer(dealerOptions("CURVE"));
        twin.run(() -> second.connect(endpoint));
        assertTrue(next(parent.rejected, "refusal").contains("already connected and alive"));
        twin.run(second::close);
        child.run(() -> dealer.send(request(3, 3)));
        assertEquals(CHILD, parent.nextMessage().from());
        assertTrue(parent.gone.isEmpty());
    }

    @Test
    void boundsWhatIsQueuedForAPeerThatStopsReading() {
        OverlayEnd parent = end(1);
        OverlayEnd child = end(1);
        RouterSocket router =
                parent.router(
                        routerOptions("NULL")
                                .withLimits(
                                        SocketLimits.DEFAULTS.withQueueBytes(1 << 19, 1 << 20)));
        String endpoint = parent.call(() -> router.bind("tcp://127.0.0.1:*"));
        DealerSocket dealer = child.dealer(dealerOptions("NULL"));
        child.run(() -> dealer.connect(endpoint));
        next(parent.ready, "child");
        CountDownLatch stop = new CountDownLatch(1);
        child.reactor.post(
                () -> {
                    try {
                        stop.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                });
        int taken = 0;
        int backedUp = 0;
        SendResult result = parent.call(() -> router.send(CHILD, request(1, 100_000)));
        while (result.isTaken()) {
            taken++;
            backedUp += result == SendResult.BACKED_UP ? 1 : 0;
            assertTrue(taken < 1000, "the queue has no bound");
            result = parent.call(() -> router.send(CHILD, request(1, 100_000)));
        }
        assertTrue(backedUp > 0, "nobody was asked to wait");
        long queued = parent.call(() -> router.peers().getFirst().queuedBytes());
        assertTrue(queued <= 1 << 20, "queued " + queued);
        stop.countDown();
        for (int i = 0; i < taken; i++) {
            child.nextMessage();
        }
        assertEquals(SendResult.SENT, parent.call(() -> router.send(CHILD, request(2, 100_000))));
    }

    @Test
    void bindErrorsSayWhatAndWhy() throws IOException {
        OverlayEnd parent = end(1);
        RouterSocket router = parent.router(routerOptions("NULL"));
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String uri = "tcp://127.0.0.1:" + taken.getLocalPort();
            assertBindError(parent, router, uri, Errno.EADDRINUSE);
        }
        assertBindError(parent, router, "tcp://nosuchif0:8050", Errno.ENODEV);
        assertBindError(parent, router, "tcp://192.0.2.1:8050", Errno.EADDRNOTAVAIL);
        assertBindError(parent, router, "tcp://127.0.0.1:99999", Errno.EINVAL);
        assertBindError(parent, router, "tcp://127.0.0.1", Errno.EINVAL);
        assertBindError(parent, router, "udp://127.0.0.1:1", Errno.EPROTONOSUPPORT);
        assertBindError(parent, router, "ipc:///nosuchdirectory/socket", Errno.ENOENT);
        assertBindError(parent, router, "ipc:///" + "x".repeat(120), Errno.ENAMETOOLONG);
    }

    private static void assertBindError(
            OverlayEnd parent, RouterSocket router, String uri, Errno errno) {
        FluxException e =
                assertThrows(FluxException.class, () -> parent.call(() -> router.bind(uri)), uri);
        assertEquals("error binding to " + uri + ": " + errno.text(), e.getMessage());
        assertEquals(errno, e.errno());
    }

    @Test
    void removesItsIpcSocketAndReplacesAStaleOne() throws IOException {
        OverlayEnd parent = end(1);
        Path path = directory.resolve("socket");
        ServerSocketChannel stale = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        stale.bind(UnixDomainSocketAddress.of(path));
        stale.close(); // its file stays
        RouterSocket router = parent.router(routerOptions("NULL"));
        parent.run(() -> router.bind("ipc://" + path));
        RouterSocket second = parent.router(routerOptions("NULL"));
        assertThrows(
                FluxException.class,
                () -> parent.call(() -> second.bind("ipc://" + path)),
                "one that somebody listens on is left alone");
        assertTrue(Files.exists(path));
        parent.run(router::close);
        assertFalse(Files.exists(path));
    }

    @Test
    void saysThatANameCannotBeResolved() {
        OverlayEnd child = end(1);
        DealerSocket dealer = child.dealer(dealerOptions("NULL"));
        child.run(() -> dealer.connect("tcp://no-such-host.invalid:8050"));
        String reason = next(child.unreachable, "reason");
        assertTrue(reason.contains("cannot resolve host no-such-host.invalid"), reason);
    }

    @Test
    void closesSilentAndSlowConnectionsAtTheDeadline() throws IOException {
        OverlayEnd parent = end(1);
        RouterSocket router =
                parent.router(
                        routerOptions("CURVE")
                                .withTiming(
                                        SocketTiming.DEFAULTS.withHandshake(
                                                Duration.ofMillis(200))));
        String endpoint = parent.call(() -> router.bind("tcp://127.0.0.1:*"));
        try (Socket silent = connect(endpoint)) {
            assertTrue(next(parent.rejected, "refusal").contains("no handshake within 200 ms"));
            assertEquals(64, silent.getInputStream().readAllBytes().length);
        }
    }

    @Test
    void capsOpenHandshakesAndStillServesOthersAfterwards() throws IOException {
        OverlayEnd parent = end(1);
        OverlayEnd child = end(1);
        RouterSocket router =
                parent.router(
                        routerOptions("CURVE")
                                .withLimits(SocketLimits.DEFAULTS.withMaxHandshakes(100, 20)));
        String endpoint = parent.call(() -> router.bind("tcp://127.0.0.1:*"));
        List<Socket> strangers = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            strangers.add(connect(endpoint));
        }
        for (int i = 0; i < 30; i++) {
            assertTrue(next(parent.rejected, "refusal").contains("already 20 connections"));
        }
        for (Socket stranger : strangers) {
            stranger.close();
        }
        DealerSocket dealer = child.dealer(dealerOptions("CURVE"));
        child.run(() -> dealer.connect(endpoint));
        next(parent.ready, "child");
    }

    @Test
    void garbageCostsOnlyItsOwnConnection() throws IOException {
        OverlayEnd parent = end(1);
        OverlayEnd child = end(1);
        RouterSocket router = parent.router(routerOptions("CURVE"));
        String endpoint = parent.call(() -> router.bind("tcp://127.0.0.1:*"));
        DealerSocket dealer = child.dealer(dealerOptions("CURVE"));
        child.run(() -> dealer.connect(endpoint));
        next(parent.ready, "child");
        Random random = new Random(77);
        for (int i = 0; i < 50; i++) {
            try (Socket stranger = connect(endpoint)) {
                byte[] noise = new byte[1 + random.nextInt(300)];
                random.nextBytes(noise);
                stranger.getOutputStream().write(noise);
                stranger.shutdownOutput();
                next(parent.rejected, "refusal");
            }
        }
        child.run(() -> dealer.send(request(1, 10)));
        assertSame(request(1, 10), parent.nextMessage().message());
    }

    private static Socket connect(String endpoint) throws IOException {
        return new Socket(
                InetAddress.getLoopbackAddress(),
                Integer.parseInt(endpoint.substring(endpoint.lastIndexOf(':') + 1)));
    }

    /// A thousand silent connections, and one that drips a byte at a time, from the same address.
    @Test
    void aThousandSilentConnectionsKeepNobodyOut() throws IOException {
        OverlayEnd parent = end(1);
        OverlayEnd child = end(1);
        RouterSocket router =
                parent.router(
                        routerOptions("CURVE")
                                .withLimits(SocketLimits.DEFAULTS.withMaxHandshakes(5000, 5000))
                                .withTiming(
                                        SocketTiming.DEFAULTS.withHandshake(
                                                Duration.ofSeconds(2))));
        String endpoint = parent.call(() -> router.bind("tcp://127.0.0.1:*"));
        List<Socket> strangers = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            strangers.add(connect(endpoint));
        }
        strangers.getLast().getOutputStream().write(0xff);
        DealerSocket dealer = child.dealer(dealerOptions("CURVE"));
        child.run(() -> dealer.connect(endpoint));
        next(parent.ready, "child");
        child.run(() -> dealer.send(request(1, 10)));
        assertSame(request(1, 10), parent.nextMessage().message());
        for (int i = 0; i < 1000; i++) {
            assertTrue(next(parent.rejected, "refusal").contains("no handshake within"));
        }
        for (Socket stranger : strangers) {
            stranger.close();
        }
    }

    /// A peer that finished its handshake and then died without a word: it answers no ping.
    @Test
    void aConnectionThatIsDeadGivesUpItsIdentity() throws IOException {
        OverlayEnd parent = end(1);
        OverlayEnd child = end(1);
        RouterSocket router = parent.router(routerOptions("NULL"));
        String endpoint = parent.call(() -> router.bind("tcp://127.0.0.1:*"));
        try (Socket dead = connect(endpoint)) {
            dead.getOutputStream().write(nullHandshake());
            assertEquals(CHILD, next(parent.ready, "child").identity());
            DealerSocket dealer = child.dealer(dealerOptions("NULL"));
            child.run(() -> dealer.connect(endpoint));
            assertTrue(next(parent.gone, "loss").contains("did not answer"));
            assertEquals(CHILD, next(parent.ready, "child").identity());
            child.run(() -> dealer.send(request(5, 50)));
            assertSame(request(5, 50), parent.nextMessage().message());
        }
    }

    private static byte[] nullHandshake() {
        String greeting = "ff00000000000000007f03014e554c4c" + "00".repeat(48);
        String ready =
                "044d055245414459"
                        + "0b536f636b65742d54797065000000064445414c4552"
                        + "084964656e7469747900000024";
        byte[] head = HexFormat.of().parseHex(greeting + ready);
        byte[] all = Arrays.copyOf(head, head.length + CHILD.length());
        for (int i = 0; i < CHILD.length(); i++) {
            all[head.length + i] = (byte) CHILD.charAt(i);
        }
        return all;
    }

    @Test
    void aMalformedMessageIsReportedAndTheConnectionStays() throws IOException {
        OverlayEnd parent = end(1);
        RouterSocket router = parent.router(routerOptions("NULL"));
        String endpoint = parent.call(() -> router.bind("tcp://127.0.0.1:*"));
        try (Socket peer = connect(endpoint)) {
            peer.getOutputStream().write(nullHandshake());
            next(parent.ready, "child");
            peer.getOutputStream().write(HexFormat.of().parseHex("01000003414243"));
            String reason = next(parent.rejected, "refusal");
            assertTrue(reason.contains("malformed message"), reason);
            assertEquals(SendResult.SENT, parent.call(() -> router.send(CHILD, request(1, 1))));
        }
    }

    @Test
    void aHugeFrameAfterTheHandshakeEndsOnlyItsConnection() throws IOException {
        OverlayEnd parent = end(1);
        RouterSocket router = parent.router(routerOptions("NULL"));
        String endpoint = parent.call(() -> router.bind("tcp://127.0.0.1:*"));
        try (Socket peer = connect(endpoint)) {
            peer.getOutputStream().write(nullHandshake());
            next(parent.ready, "child");
            peer.getOutputStream().write(HexFormat.of().parseHex("020000000080000000"));
            String reason = next(parent.gone, "loss");
            assertTrue(reason.contains("over the limit"), reason);
        }
    }
}
