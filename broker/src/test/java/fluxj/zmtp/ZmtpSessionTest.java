package fluxj.zmtp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.zmtp.crypto.CurveCrypto;
import fluxj.zmtp.crypto.CurveCryptoProvider;
import fluxj.zmtp.crypto.CurveKeyPair;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;

class ZmtpSessionTest {
    private static final int LIMIT = 16 << 20;
    private static final String IDENTITY = "8a7c5b66-0a52-4a53-9d07-0d6c13f6a1d4";
    private static final CurveCrypto CRYPTO = CurveCryptoProvider.select("auto").crypto();
    private static final CurveKeyPair SERVER = CRYPTO.generate(new Random(1));
    private static final CurveKeyPair CLIENT = CRYPTO.generate(new Random(2));

    private static SessionEnd router(SessionSecurity security) {
        return new SessionEnd(new SessionOptions(SocketType.ROUTER, "", security, LIMIT));
    }

    private static SessionEnd dealer(SessionSecurity security) {
        return new SessionEnd(new SessionOptions(SocketType.DEALER, IDENTITY, security, LIMIT));
    }

    private static SessionEnd router(String mechanism) {
        return router(
                mechanism.equals("NULL")
                        ? new SessionSecurity.None()
                        : new SessionSecurity.CurveServer(
                                CRYPTO,
                                SERVER,
                                key ->
                                        key.equals(CLIENT.publicKey())
                                                ? Optional.of("mycluster")
                                                : Optional.empty(),
                                new Random(3)));
    }

    private static SessionEnd dealer(String mechanism) {
        return dealer(mechanism.equals("NULL") ? new SessionSecurity.None() : curveClient(CLIENT));
    }

    private static SessionSecurity curveClient(CurveKeyPair own) {
        return new SessionSecurity.CurveClient(CRYPTO, own, SERVER.publicKey(), new Random(4));
    }

    private static String refusal(Runnable action) {
        return assertThrows(ZmtpException.class, action::run).reason();
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits.replace(" ", ""));
    }

    @ParameterizedTest
    @CsvSource({"NULL,1", "NULL,7", "NULL,100000", "CURVE,1", "CURVE,13", "CURVE,100000"})
    void shakesHandsAndCarriesMessagesBothWaysInAnyChunks(String mechanism, int chunk) {
        SessionEnd router = router(mechanism);
        SessionEnd dealer = dealer(mechanism);
        SessionEnd.exchange(dealer, router, chunk);
        assertTrue(router.ready && dealer.ready);
        assertEquals(IDENTITY, router.identity);
        assertEquals(mechanism.equals("NULL") ? "" : "mycluster", router.keyLabel);
        Random random = new Random(5);
        int[] sizes =
                chunk == 1
                        ? new int[] {0, 1, 221, 222, 223, 254, 255, 256, 3000}
                        : new int[] {0, 255, 256, 65_535, 65_536, 65_537, 200_000, 3_000_000};
        for (int size : sizes) {
            byte[] body = new byte[size];
            random.nextBytes(body);
            List<byte[]> message = List.of(new byte[0], body, new byte[] {1});
            int before = dealer.out.readableBytes();
            dealer.session.write(message, dealer.out);
            int wire = 0;
            for (byte[] part : message) {
                wire += dealer.session.frameSize(part.length);
            }
            assertEquals(wire, dealer.out.readableBytes() - before);
            router.session.write(message, router.out);
            SessionEnd.exchange(dealer, router, chunk);
            for (SessionEnd end : List.of(router, dealer)) {
                List<byte[]> got = end.messages.getLast();
                assertEquals(3, got.size());
                assertArrayEquals(body, got.get(1));
            }
        }
        assertEquals(sizes.length, router.messages.size());
        router.release();
        dealer.release();
    }

    @Test
    void writesTheBytesThatZmtpPrescribes() {
        SessionEnd dealer = dealer("NULL");
        byte[] greeting = dealer.written();
        byte[] expected = new byte[64];
        byte[] start = hex("ff 0000000000000000 7f 03 01 4e554c4c");
        System.arraycopy(start, 0, expected, 0, start.length);
        assertArrayEquals(expected, greeting);
        dealer.receive(expected);
        byte[] ready = dealer.written();
        assertArrayEquals(
                hex(
                        "04 4d 05 5245414459 0b 536f636b65742d54797065 00000006 4445414c4552"
                                + "08 4964656e74697479 00000024"),
                Arrays.copyOf(ready, ready.length - 36));
        assertEquals(IDENTITY, new String(ready, ready.length - 36, 36, StandardCharsets.US_ASCII));
        dealer.receive(hex("04 1c 05 5245414459 0b 536f636b65742d54797065 00000006 524f55544552"));
        assertTrue(dealer.ready);
        dealer.session.write(List.of(new byte[0], new byte[] {0x41}), dealer.out);
        assertArrayEquals(hex("01 00 00 01 41"), dealer.written());
        dealer.receive(hex("04 09 04 50494e47 0005 6162"));
        assertArrayEquals(hex("04 07 04 504f4e47 6162"), dealer.written());
        dealer.release();
    }

    @ParameterizedTest
    @ValueSource(strings = {"NULL", "CURVE"})
    void answersPing(String mechanism) {
        SessionEnd router = router(mechanism);
        SessionEnd dealer = dealer(mechanism);
        SessionEnd.exchange(dealer, router, 64);
        router.session.ping(router.out);
        SessionEnd.exchange(dealer, router, 64);
        assertEquals(1, router.pongs);
        router.release();
        dealer.release();
    }

    @Test
    void owesOneAnswerHoweverManyPingsCame() {
        SessionEnd router = router("NULL");
        SessionEnd dealer = dealer("NULL");
        SessionEnd.exchange(dealer, router, 64);
        for (int i = 0; i < 1000; i++) {
            dealer.in.writeBytes(hex("04 09 04 50494e47 0000 61 62"));
            dealer.in.setByte(dealer.in.writerIndex() - 1, i);
        }
        dealer.session.receive(dealer.in, dealer.out);
        assertEquals(0, dealer.out.readableBytes());
        dealer.session.writeOwed(dealer.out);
        assertArrayEquals(hex("04 07 04 504f4e47 61 e7"), dealer.written(), "the last one's");
        assertFalse(dealer.session.hasOwed());
        router.release();
        dealer.release();
    }

    @Test
    void refusesAKeyThatIsNotAllowedWithStatus400() {
        SessionEnd router = router("CURVE");
        SessionEnd dealer = dealer(curveClient(CRYPTO.generate(new Random(9))));
        String there = refusal(() -> SessionEnd.exchange(dealer, router, 1000));
        assertTrue(there.contains("is not allowed"), there);
        byte[] error = router.written();
        assertArrayEquals(hex("04 0a 05 4552524f52 03 343030"), error);
        String here = refusal(() -> dealer.receive(error));
        assertTrue(here.contains("400 No access"), here);
        assertFalse(router.ready || dealer.ready);
        router.release();
        dealer.release();
    }

    @Test
    void saysWhenThePeerExpectsAnotherServerKey() {
        SessionEnd router = router("CURVE");
        SessionEnd dealer =
                dealer(
                        new SessionSecurity.CurveClient(
                                CRYPTO, CLIENT, CLIENT.publicKey(), new Random(8)));
        String there = refusal(() -> SessionEnd.exchange(dealer, router, 1000));
        assertTrue(there.contains("another server key"), there);
        assertTrue(dealer.session.closeReason().contains("another server key"));
        router.release();
        dealer.release();
    }

    @Test
    void refusesAPeerOfAnotherMechanismRoleVersionOrProtocol() {
        String mechanism = refusal(() -> SessionEnd.exchange(dealer("NULL"), router("CURVE"), 100));
        assertTrue(mechanism.contains("mechanism NULL, we use CURVE"), mechanism);
        String role = refusal(() -> SessionEnd.exchange(dealer("CURVE"), dealer("CURVE"), 100));
        assertTrue(role.contains("both ends are the CURVE client"), role);
        String type = refusal(() -> SessionEnd.exchange(dealer("NULL"), dealer("NULL"), 100));
        assertTrue(type.contains("a ROUTER is wanted"), type);
        String old = refusal(() -> router("NULL").receive(hex("ff 0000000000000001 7f 01 00")));
        assertTrue(old.contains("ZMTP 1"), old);
        String http =
                refusal(() -> router("NULL").receive("GET / ".getBytes(StandardCharsets.US_ASCII)));
        assertTrue(http.contains("something else"), http);
    }

    @Test
    void refusesAHugeFrameBeforeAllocatingIt() {
        SessionEnd router = router("NULL");
        SessionEnd dealer = dealer("NULL");
        SessionEnd.exchange(dealer, router, 100);
        String reason = refusal(() -> router.receive(hex("02 0000000080000000")));
        assertTrue(reason.contains("2147483648 bytes is over the limit"), reason);
        SessionEnd early = router("CURVE");
        early.receive(dealer("CURVE").written());
        assertTrue(refusal(() -> early.receive(hex("06 0000000080000000"))).contains("limit"));
    }

    @Test
    void refusesReplayedAndReorderedMessages() {
        SessionEnd router = router("CURVE");
        SessionEnd dealer = dealer("CURVE");
        SessionEnd.exchange(dealer, router, 100);
        dealer.session.write(List.of(new byte[] {1}), dealer.out);
        byte[] first = dealer.written();
        dealer.session.write(List.of(new byte[] {2}), dealer.out);
        byte[] second = dealer.written();
        router.receive(second);
        assertTrue(refusal(() -> router.receive(first)).contains("replayed"));
    }

    @Test
    void refusesMessagesOfTooManyPartsOrBytes() {
        SessionEnd router = router("NULL");
        SessionEnd.exchange(dealer("NULL"), router, 100);
        String reason =
                refusal(
                        () -> {
                            for (int i = 0; i <= ZmtpSession.MAX_PARTS; i++) {
                                router.receive(hex("01 00"));
                            }
                        });
        assertTrue(reason.contains(ZmtpSession.MAX_PARTS + " parts"), reason);
    }

    /// Every proper prefix of a conversation leaves the session waiting; every message of it is
    /// heard exactly when its last byte came.
    @ParameterizedTest
    @ValueSource(strings = {"NULL", "CURVE"})
    void waitsAtEveryTruncation(String mechanism) {
        SessionEnd router = router(mechanism);
        SessionEnd dealer = dealer(mechanism);
        byte[] fromDealer = dealer.written();
        while (fromDealer.length > 0) {
            for (byte b : fromDealer) {
                router.receive(new byte[] {b});
            }
            dealer.receive(router.written());
            fromDealer = dealer.written();
        }
        assertTrue(router.ready && dealer.ready);
        dealer.session.write(List.of(new byte[300], new byte[3]), dealer.out);
        byte[] message = dealer.written();
        for (int i = 0; i < message.length; i++) {
            assertTrue(router.messages.isEmpty());
            router.receive(new byte[] {message[i]});
        }
        assertEquals(1, router.messages.size());
    }

    /// Damages one byte, drops the tail or repeats a piece of one side's handshake: the session
    /// waits or refuses with a reason, and nothing else.
    @ParameterizedTest
    @CsvSource({"NULL,1", "CURVE,2"})
    void survivesDamagedHandshakes(String mechanism, long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 1500; round++) {
            SessionEnd router = router(mechanism);
            SessionEnd dealer = dealer(mechanism);
            SessionEnd victim = random.nextBoolean() ? router : dealer;
            SessionEnd other = victim == router ? dealer : router;
            try {
                for (int turn = 0; turn < 4; turn++) {
                    byte[] toVictim = other.written();
                    victim.receive(random.nextInt(3) == 0 ? damaged(toVictim, random) : toVictim);
                    other.receive(victim.written());
                }
            } catch (ZmtpException e) {
                assertFalse(e.reason().isBlank(), "seed " + seed + " round " + round);
                assertTrue(e.reason().chars().allMatch(c -> c >= ' ' && c <= '~'), e.reason());
            } finally {
                router.release();
                dealer.release();
            }
        }
    }

    private static byte[] damaged(byte[] bytes, Random random) {
        if (bytes.length == 0) {
            return bytes;
        }
        int at = random.nextInt(bytes.length);
        byte[] copy = bytes.clone();
        return switch (random.nextInt(4)) {
            case 0 -> Arrays.copyOf(bytes, at);
            case 1 -> Arrays.copyOf(bytes, bytes.length + at);
            case 2 -> {
                System.arraycopy(bytes, 0, copy, at, bytes.length - at);
                yield copy;
            }
            default -> {
                copy[at] ^= (byte) (1 << random.nextInt(8));
                yield copy;
            }
        };
    }

    /// Random bytes after a genuine greeting or handshake.
    @ParameterizedTest
    @CsvSource({"NULL,false,11", "NULL,true,12", "CURVE,false,13", "CURVE,true,14"})
    void survivesNoise(String mechanism, boolean afterHandshake, long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 1000; round++) {
            SessionEnd router = router(mechanism);
            SessionEnd dealer = dealer(mechanism);
            if (afterHandshake) {
                SessionEnd.exchange(dealer, router, 1000);
            } else {
                router.receive(dealer.written());
            }
            byte[] noise = new byte[random.nextInt(200)];
            random.nextBytes(noise);
            if (noise.length > 1 && random.nextBoolean()) {
                noise[0] = (byte) random.nextInt(8);
                noise[1] = (byte) random.nextInt(60);
            }
            try {
                router.receive(noise);
            } catch (ZmtpException e) {
                assertFalse(e.reason().isBlank(), "seed " + seed + " round " + round);
            } finally {
                router.release();
                dealer.release();
            }
        }
    }
}
