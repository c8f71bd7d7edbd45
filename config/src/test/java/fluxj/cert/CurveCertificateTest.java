package fluxj.cert;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

class CurveCertificateTest {
    /// As `flux keygen` of 0.88 wrote it; nobody uses the pair.
    private static final String WRITTEN_BY_FLUX =
            """
            #  ZeroMQ CURVE **Secret** Certificate
            #  DO NOT DISTRIBUTE

            metadata
                name = "mycluster"
                keygen.flux-core-version = "0.88.0"
                a = "b"
                keygen.hostname = "vm"
                keygen.time = "2026-11-22T15:52:32"
            curve
                public-key = "fIh*4UtnxugnF7q.r4pju$5Plmc*Pyvak38:(dd#"
                secret-key = "QW/s7JmLOPgZMGp{^Q$x<3w)x{VVHbbn=}*AnUaW"
            """;

    @TempDir private Path directory;

    @Test
    void readsWhatFluxWroteAndWritesItAlike() {
        CurveCertificate certificate = CurveCertificate.parse(WRITTEN_BY_FLUX, X25519::publicKey);
        assertEquals(Optional.of("mycluster"), certificate.name());
        assertEquals("2026-11-22T15:52:32", certificate.metadata().get("keygen.time"));
        assertEquals(WRITTEN_BY_FLUX, certificate.toText());
        assertArrayEquals(certificate.publicKey(), X25519.publicKey(certificate.secretKey()));
        assertFalse(certificate.toString().contains("QW/s7"));
    }

    @Test
    void savesAFileThatOnlyItsOwnerMayRead() throws IOException {
        CurveCertificate certificate = certificate();
        Path file = directory.resolve("cert");
        certificate.save(file);
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertEquals(certificate, CurveCertificate.load(file, X25519::publicKey));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
        CurveCertificate.of(certificate.publicKey(), certificate.secretKey(), Map.of()).save(file);
        assertEquals(Map.of(), CurveCertificate.load(file, X25519::publicKey).metadata());
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw-r--r--"})
    void refusesAFileThatOthersMayRead(String mode) throws IOException {
        Path file = directory.resolve("cert");
        certificate().save(file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        assertFails(file + ": readable by group/other", file);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw--w----", "rw-----w-"})
    void refusesAFileThatOthersMayWrite(String mode) throws IOException {
        Path file = directory.resolve("cert");
        certificate().save(file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        assertFails(file + ": writable by group/other", file);
    }

    @Test
    void refusesAFileWithoutModeOrOfAnotherUser() throws IOException {
        Path file = directory.resolve("cert");
        certificate().save(file);
        Object self = Files.getAttribute(file, "unix:uid");
        if (self.equals(0)) {
            // Only root can give a file away, and only root may read one without a mode.
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
            assertFails(file + ": not readable by its owner", file);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            Files.setAttribute(file, "unix:uid", 12345);
            assertFails(file + ": belongs to user 12345 and not to 0", file);
        }
    }

    @Test
    void namesTheFileAndTheReasonWhenItCannotBeRead() {
        Path missing = directory.resolve("missing");
        assertFails(missing + ": No such file or directory", missing);
        assertFails(directory + ": readable by group/other", openToAll(directory));
        assertThrows(
                CertificateException.class, () -> certificate().save(missing.resolve("below")));
    }

    private static Path openToAll(Path file) {
        try {
            return Files.setPosixFilePermissions(
                    file, PosixFilePermissions.fromString("rwxr-xr-x"));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void assertFails(String message, Path file) {
        assertEquals(
                message,
                assertThrows(
                                CertificateException.class,
                                () -> CurveCertificate.load(file, X25519::publicKey))
                        .getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "-key | -nerp | line 11 is neither public-key nor secret-key",
                "curve | curves | line 10 is neither 'metadata' nor 'curve'",
                "fIh | XIh | public-key and secret-key do not belong together",
                "fIh | fI | line 11 does not hold a key of 40 Z85 characters",
                "fIh | fI~ | line 11 has a character that is not allowed in a value",
                "vm | v_m | line 8 has a character that is not allowed in a value",
                "\"vm\" | vm | line 8 is not of the form key = \"value\"",
                "a =  | a_ = | line 7 is not of the form key = \"value\"",
                "metadata | # | line 5 is in no section",
                "public-key = | # | public-key is missing",
            })
    void refusesABrokenFileAndSaysWhere(String text, String replacement, String message) {
        String broken = WRITTEN_BY_FLUX.replace(text, replacement);
        assertEquals(
                "Invalid argument (" + message + ")",
                assertThrows(
                                CertificateException.class,
                                () -> CurveCertificate.parse(broken, X25519::publicKey))
                        .getMessage());
    }

    @Test
    void refusesTwoValuesOfAKeyAndOverlongLines() {
        String twice = WRITTEN_BY_FLUX.replace("a = \"b\"", "name = \"b\"");
        assertThrows(
                CertificateException.class, () -> CurveCertificate.parse(twice, X25519::publicKey));
        String overlong = WRITTEN_BY_FLUX.replace("vm", "v".repeat(256));
        assertThrows(
                CertificateException.class,
                () -> CurveCertificate.parse(overlong, X25519::publicKey));
    }

    @Test
    void refusesMetadataThatCouldNotBeReadBack() {
        byte[] key = new byte[32];
        assertThrows(
                CertificateException.class,
                () -> CurveCertificate.of(key, key, Map.of("name", "a,b")));
        assertThrows(
                CertificateException.class,
                () -> CurveCertificate.of(key, key, Map.of("na me", "a")));
        assertThrows(
                CertificateException.class, () -> CurveCertificate.of(key, new byte[31], Map.of()));
    }

    private static CurveCertificate certificate() {
        byte[] secret = new byte[32];
        for (int i = 0; i < secret.length; i++) {
            secret[i] = (byte) (7 * i + 1);
        }
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("name", "test");
        metadata.put("keygen.userid", "0");
        return CurveCertificate.of(X25519.publicKey(secret), secret, metadata);
    }
}
