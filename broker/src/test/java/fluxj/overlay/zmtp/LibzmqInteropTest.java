package fluxj.overlay.zmtp;

import static fluxj.overlay.OverlayEnd.next;
import static fluxj.overlay.OverlayMessages.assertSame;
import static fluxj.overlay.OverlayMessages.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.overlay.DealerSocket;
import fluxj.overlay.OverlayEnd;
import fluxj.overlay.RouterSocket;
import fluxj.overlay.SocketOptions;
import fluxj.overlay.SocketSecurity;
import fluxj.wire.Message;
import fluxj.wire.Request;
import fluxj.zmtp.crypto.CurveCrypto;
import fluxj.zmtp.crypto.CurveCryptoProvider;
import fluxj.zmtp.crypto.CurveKeyPair;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

/// The engine against libzmq, both roles.
class LibzmqInteropTest {
    private static final CurveCrypto CRYPTO = CurveCryptoProvider.select("auto").crypto();
    private static final CurveKeyPair OURS = CRYPTO.generate(new Random(11));
    private static final CurveKeyPair THEIRS = CRYPTO.generate(new Random(12));
    private static final String IDENTITY = "6a1ab89c-4d0f-4c3c-8d0f-3f7b0d0fa001";
    private static final int[] SIZES = {0, 1, 220, 221, 222, 223, 255, 256, 70_000, 8 << 20};

    @TempDir Path directory;

    @BeforeAll
    static void needsLibzmq() throws IOException {
        LibzmqPeer.assumeInstalled();
    }

    private LibzmqPeer peer(String role, String endpoint, boolean curve) throws IOException {
        return peer(role, endpoint, curve, THEIRS);
    }

    private LibzmqPeer peer(String role, String endpoint, boolean curve, CurveKeyPair keys)
            throws IOException {
        List<String> arguments = new ArrayList<>(List.of(role, endpoint, IDENTITY));
        if (curve) {
            arguments.add(keys.publicKey().z85());
            arguments.add(keys.secretKey().z85());
            arguments.add(OURS.publicKey().z85());
        }
        return new LibzmqPeer(directory, arguments.toArray(String[]::new));
    }

    private static OverlayEnd end(String crypto) {
        return new OverlayEnd(reactor -> new ZmtpTransport(reactor, crypto, 1));
    }

    @ParameterizedTest
    @CsvSource({"tcp,NULL,auto", "tcp,CURVE,auto", "tcp,CURVE,bouncycastle", "ipc,CURVE,auto"})
    void libzmqDealerConnectsToOurRouter(String scheme, String mechanism, String crypto)
            throws IOException {
        boolean curve = mechanism.equals("CURVE");
        SocketSecurity security =
                curve
                        ? new SocketSecurity.CurveServer(OURS, Map.of(THEIRS.publicKey(), "rank 1"))
                        : new SocketSecurity.None();
        try (OverlayEnd parent = end(crypto)) {
            RouterSocket router = parent.router(SocketOptions.of("", security));
            String uri = scheme.equals("tcp") ? "tcp://127.0.0.1:*" : "ipc://" + directory + "/s";
            String endpoint = parent.call(() -> router.bind(uri));
            try (LibzmqPeer _ = peer("dealer", endpoint, curve)) {
                assertEquals(IDENTITY, next(parent.ready, "child").identity());
                for (int size : SIZES) {
                    Request message = request(size + 1, size);
                    parent.run(() -> router.send(IDENTITY, message));
                    OverlayEnd.Received got = parent.nextMessage();
                    assertEquals(IDENTITY, got.from());
                    assertSame(message, got.message());
                }
                manyMessages(parent, message -> router.send(IDENTITY, message));
            }
            assertTrue(next(parent.gone, "loss").startsWith(IDENTITY));
            parent.run(router::close);
        }
    }

    @ParameterizedTest
    @CsvSource({"tcp,NULL,auto", "tcp,CURVE,auto", "tcp,CURVE,bouncycastle", "ipc,CURVE,auto"})
    void ourDealerConnectsToALibzmqRouter(String scheme, String mechanism, String crypto)
            throws IOException {
        boolean curve = mechanism.equals("CURVE");
        SocketSecurity security =
                curve
                        ? new SocketSecurity.CurveClient(OURS, THEIRS.publicKey())
                        : new SocketSecurity.None();
        String uri = scheme.equals("tcp") ? "tcp://127.0.0.1:*" : "ipc://" + directory + "/s";
        try (OverlayEnd child = end(crypto);
                LibzmqPeer parent = peer("router", uri, curve)) {
            DealerSocket dealer = child.dealer(SocketOptions.of(IDENTITY, security));
            child.run(() -> dealer.connect(parent.endpoint()));
            for (int size : SIZES) {
                Request message = request(size + 1, size);
                child.run(() -> dealer.send(message));
                assertSame(message, child.nextMessage().message());
            }
            manyMessages(child, dealer::send);
            child.run(dealer::close);
        }
    }

    private static void manyMessages(OverlayEnd end, Consumer<Message> send) {
        end.run(
                () -> {
                    for (int i = 0; i < 5000; i++) {
                        send.accept(request(i + 1, i % 300));
                    }
                });
        for (int i = 0; i < 5000; i++) {
            assertEquals(i + 1, ((Request) end.nextMessage().message()).matchtag());
        }
    }

    @Test
    void aKeyThatLibzmqDoesNotAllowIsAnsweredWith400() throws IOException {
        CurveKeyPair stranger = CRYPTO.generate(new Random(13));
        try (OverlayEnd child = end("auto");
                LibzmqPeer parent = peer("router", "tcp://127.0.0.1:*", true)) {
            DealerSocket dealer =
                    child.dealer(
                            SocketOptions.of(
                                    IDENTITY,
                                    new SocketSecurity.CurveClient(stranger, THEIRS.publicKey())));
            child.run(() -> dealer.connect(parent.endpoint()));
            String reason = next(child.rejected, "refusal");
            assertTrue(reason.contains("400 No access"), reason);
        }
    }

    @Test
    void aLibzmqClientWithAForeignKeyIsRefused() throws IOException {
        CurveKeyPair stranger = CRYPTO.generate(new Random(13));
        try (OverlayEnd parent = end("auto")) {
            RouterSocket router =
                    parent.router(
                            SocketOptions.of(
                                    "",
                                    new SocketSecurity.CurveServer(
                                            OURS, Map.of(THEIRS.publicKey(), "rank 1"))));
            String endpoint = parent.call(() -> router.bind("tcp://127.0.0.1:*"));
            try (LibzmqPeer _ = peer("dealer", endpoint, true, stranger)) {
                String reason = next(parent.rejected, "refusal");
                assertTrue(reason.contains(stranger.publicKey().z85()), reason);
            }
        }
    }

    @Test
    void ourDealerFollowsALibzmqRouterThatRestarts() throws IOException {
        try (OverlayEnd child = end("auto")) {
            DealerSocket dealer =
                    child.dealer(
                            SocketOptions.of(
                                    IDENTITY,
                                    new SocketSecurity.CurveClient(OURS, THEIRS.publicKey())));
            String endpoint;
            try (LibzmqPeer parent = peer("router", "tcp://127.0.0.1:*", true)) {
                endpoint = parent.endpoint();
                child.run(() -> dealer.connect(endpoint));
                child.run(() -> dealer.send(request(1, 10)));
                assertSame(request(1, 10), child.nextMessage().message());
            }
            next(child.disconnected, "loss");
            child.run(() -> dealer.send(request(2, 10)));
            try (LibzmqPeer _ = peer("router", endpoint, true)) {
                assertSame(request(2, 10), child.nextMessage().message());
            }
        }
    }
}
