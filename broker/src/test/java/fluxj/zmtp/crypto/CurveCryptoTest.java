package fluxj.zmtp.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import fluxj.cert.CertificateException;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.HexFormat;
import java.util.Random;

/// Vectors of NaCl's own `tests/box.c`, and both providers against each other.
class CurveCryptoTest {
    private static final String ALICE_SECRET =
            "77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a";
    private static final String ALICE_PUBLIC =
            "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a";
    private static final String BOB_PUBLIC =
            "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f";
    private static final byte[] NONCE = hex("69696ee955b62b73cd62bda875fc73d68219e0036b7a0b37");
    private static final byte[] TEXT =
            hex(
                    "be075fc53c81f2d5cf141316ebeb0c7b5228c52a4c62cbd44b66849b64244ffc"
                            + "e5ecbaaf33bd751a1ac728d45e6c61296cdc3c01233561f41db66cce314adb31"
                            + "0e3be8250c46f06dceea3a7fa1348057e2f6556ad6b1318a024a838f21af1fde"
                            + "048977eb48f59ffd4924ca1c60902e52f0a089bc76897040e082f93776384864"
                            + "5e0705");
    private static final byte[] BOX =
            hex(
                    "f3ffc7703f9400e52a7dfb4b3d3305d98e993b9f48681273c29650ba32fc76ce"
                            + "48332ea7164d96a4476fb8c531a1186ac0dfc17c98dce87b4da7f011ec48c972"
                            + "71d2c20f9b928fe2270d6fb863d51738b48eeee314a7cc8ab932164548e526ae"
                            + "90224368517acfeabd6bb3732bc0e9da99832b61ca01b6de56244a9e88d5f9b3"
                            + "7973f622a43d14a6599b1f654cb45a74e355a5");

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }

    private static CurveKey key(String digits) {
        return CurveKey.of(hex(digits));
    }

    private static CurveCrypto provider(String name) {
        assumeTrue(
                !name.equals("libsodium") || SodiumCrypto.load().isPresent(),
                "libsodium is not installed, so it is not tested");
        return CurveCryptoProvider.select(name).crypto();
    }

    private static ByteBuf box(byte[] text, boolean direct) {
        ByteBuf buffer = direct ? Unpooled.directBuffer() : Unpooled.buffer();
        return buffer.writeByte(7).writeZero(CurveCrypto.MAC_SIZE).writeBytes(text).writeByte(9);
    }

    private static byte[] bytes(ByteBuf buffer, int index, int length) {
        byte[] bytes = new byte[length];
        buffer.getBytes(index, bytes);
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(strings = {"libsodium", "bouncycastle"})
    void derivesThePublicKeyOfNaclsExample(String name) {
        assertEquals(key(ALICE_PUBLIC), provider(name).publicKey(key(ALICE_SECRET)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"libsodium", "bouncycastle"})
    void sealsAndOpensNaclsExampleInPlace(String name) {
        CurveBox box = provider(name).box(key(BOB_PUBLIC), key(ALICE_SECRET)).orElseThrow();
        for (boolean direct : new boolean[] {true, false}) {
            ByteBuf buffer = box(TEXT, direct);
            box.seal(NONCE, buffer, 1, BOX.length);
            assertArrayEquals(BOX, bytes(buffer, 1, BOX.length));
            assertTrue(box.open(NONCE, buffer, 1, BOX.length));
            assertArrayEquals(TEXT, bytes(buffer, 17, TEXT.length));
            assertEquals(7, buffer.getByte(0));
            assertEquals(9, buffer.getByte(buffer.writerIndex() - 1));
            buffer.release();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"libsodium", "bouncycastle"})
    void refusesEveryFlippedBitAndLeavesTheBytes(String name) {
        CurveBox box = provider(name).box(key(BOB_PUBLIC), key(ALICE_SECRET)).orElseThrow();
        for (int bit = 0; bit < BOX.length * 8; bit += 5) {
            byte[] forged = BOX.clone();
            forged[bit / 8] ^= (byte) (1 << bit % 8);
            ByteBuf buffer = Unpooled.directBuffer().writeBytes(forged);
            assertFalse(box.open(NONCE, buffer, 0, forged.length));
            assertArrayEquals(forged, bytes(buffer, 0, forged.length));
            buffer.release();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"libsodium", "bouncycastle"})
    void refusesAWeakPublicKey(String name) {
        CurveKey zero = CurveKey.of(new byte[32]);
        assertTrue(provider(name).box(zero, key(ALICE_SECRET)).isEmpty());
    }

    @Test
    void bothProvidersAgreeOnEverySize() {
        CurveCrypto sodium = provider("libsodium");
        CurveCrypto castle = provider("bouncycastle");
        long seed = 20260401;
        Random random = new Random(seed);
        for (int size : new int[] {0, 1, 31, 32, 33, 63, 64, 65, 8191, 8192, 8193, 100_000}) {
            CurveKeyPair ours = sodium.generate(random);
            CurveKeyPair theirs = castle.generate(random);
            byte[] text = new byte[size];
            random.nextBytes(text);
            ByteBuf buffer = box(text, true);
            sodium.box(theirs.publicKey(), ours.secretKey())
                    .orElseThrow()
                    .seal(NONCE, buffer, 1, size + 16);
            assertTrue(
                    castle.box(ours.publicKey(), theirs.secretKey())
                            .orElseThrow()
                            .open(NONCE, buffer, 1, size + 16),
                    "size " + size + ", seed " + seed);
            assertArrayEquals(text, bytes(buffer, 17, size));
            buffer.release();
        }
    }

    @Test
    void writesAndReadsZ85OfTheRfcExample() {
        byte[] bytes = hex("8e0bdd697628b91d8f245587ee95c5b04d48963f79259877b49cd9063aead3b7");
        String text = "JTKVSB%%)wK0E.X)V>+}o?pNmC{O&4W4b!Ni{Lh6";
        assertEquals(text, CurveKey.of(bytes).z85());
        assertEquals(CurveKey.of(bytes), CurveKey.fromZ85(text));
    }

    @Test
    void refusesTextThatIsNoKey() {
        assertThrows(CertificateException.class, () -> CurveKey.fromZ85("short"));
        assertThrows(CertificateException.class, () -> CurveKey.fromZ85("~".repeat(40)));
        assertThrows(CertificateException.class, () -> CurveKey.fromZ85("#".repeat(40)));
    }

    @Test
    void saysWhatWasChosenAndWhy() {
        assertEquals(
                "CURVE crypto by Bouncy Castle (as configured)",
                CurveCryptoProvider.select("bouncycastle").reason());
        FluxException e =
                assertThrows(FluxException.class, () -> CurveCryptoProvider.select("openssl"));
        assertEquals(Errno.EINVAL, e.errno());
    }
}
