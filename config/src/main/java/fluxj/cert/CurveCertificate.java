package fluxj.cert;

import fluxj.format.DurableFile;
import fluxj.format.IoReason;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/// A CURVE key pair with what is known about it, as `flux keygen` writes it to a file that only its
/// owner may read.
///
/// The class knows nothing of curves: reading needs a function that derives the public key of a
/// secret one, so that a pair that does not belong together is found at once.
public final class CurveCertificate {

    /// Bytes in either key.
    public static final int KEY_LENGTH = 32;

    private static final int MAX_FILE_SIZE = 1 << 16;
    private static final Set<PosixFilePermission> OWNER =
            Collections.unmodifiableSet(
                    EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));

    private final byte[] publicKey;
    private final byte[] secretKey;
    private final Map<String, String> metadata;

    CurveCertificate(byte[] publicKey, byte[] secretKey, Map<String, String> metadata) {
        this.publicKey = publicKey.clone();
        this.secretKey = secretKey.clone();
        this.metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    }

    /// A certificate of a pair that was just made.
    ///
    /// @throws CertificateException when a key has not 32 bytes, or a metadata key or value could
    ///   not be read back
    public static CurveCertificate of(
            byte[] publicKey, byte[] secretKey, Map<String, String> metadata) {
        if (publicKey.length != KEY_LENGTH || secretKey.length != KEY_LENGTH) {
            throw new CertificateException("a CURVE key has " + KEY_LENGTH + " bytes");
        }
        metadata.forEach(
                (key, value) -> {
                    if (!CertificateParser.isKey(key) || !CertificateParser.isValue(value)) {
                        throw new CertificateException(
                                "metadata '" + key + "' has a character that is not allowed");
                    }
                });
        return new CurveCertificate(publicKey, secretKey, metadata);
    }

    /// Reads a certificate from a file that is this user's and neither read nor written by others.
    ///
    /// @param file where it is
    /// @param publicKeyOfSecret derives the 32 bytes of a public key from those of its secret key
    /// @throws CertificateException `<path>: <reason>`; Flux puts `Error loading certificate: `
    ///   before it
    public static CurveCertificate load(Path file, UnaryOperator<byte[]> publicKeyOfSecret) {
        try {
            checkMode(file);
            if (Files.size(file) > MAX_FILE_SIZE) {
                throw new CertificateException("Invalid argument (file is too large)");
            }
            String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
            return parse(text, publicKeyOfSecret);
        } catch (CertificateException e) {
            throw new CertificateException(file + ": " + e.getMessage());
        } catch (IOException e) {
            throw new CertificateException(file + ": " + IoReason.of(e));
        }
    }

    private static void checkMode(Path file) throws IOException {
        if (!file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return;
        }
        Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
        if (mode.contains(PosixFilePermission.GROUP_READ)
                || mode.contains(PosixFilePermission.OTHERS_READ)) {
            throw new CertificateException("readable by group/other");
        }
        if (mode.contains(PosixFilePermission.GROUP_WRITE)
                || mode.contains(PosixFilePermission.OTHERS_WRITE)) {
            throw new CertificateException("writable by group/other");
        }
        if (!mode.contains(PosixFilePermission.OWNER_READ)) {
            throw new CertificateException("not readable by its owner");
        }
        Object owner = Files.getAttribute(file, "unix:uid");
        Object self = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        if (!owner.equals(self)) {
            throw new CertificateException("belongs to user " + owner + " and not to " + self);
        }
    }

    /// Reads a certificate's text; see [#load].
    ///
    /// @throws CertificateException starting with Flux's reason (`Invalid argument`)
    public static CurveCertificate parse(String text, UnaryOperator<byte[]> publicKeyOfSecret) {
        CertificateParser parsed = new CertificateParser(text);
        byte[] publicKey = parsed.publicKey();
        byte[] secretKey = parsed.secretKey();
        if (!Arrays.equals(publicKeyOfSecret.apply(secretKey), publicKey)) {
            throw new CertificateException(
                    "Invalid argument (public-key and secret-key do not belong together)");
        }
        return new CurveCertificate(publicKey, secretKey, parsed.metadata());
    }

    /// Writes the certificate to a file that only the owner may read or write; an existing file is
    /// replaced. It is on the disk when this returns.
    ///
    /// @throws CertificateException `open <path>: <reason>`, or `close` when it could not be
    ///   written, as Flux says it
    public void save(Path file) {
        boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        try (OutputStream out = open(file, posix)) {
            if (posix) {
                Files.setPosixFilePermissions(file, OWNER);
            }
            out.write(toText().getBytes(StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw new CertificateException("close " + file + ": " + IoReason.of(e));
        }
    }

    private static OutputStream open(Path file, boolean posix) {
        try {
            return posix
                    ? DurableFile.create(file, PosixFilePermissions.asFileAttribute(OWNER))
                    : DurableFile.create(file);
        } catch (IOException e) {
            throw new CertificateException("open " + file + ": " + IoReason.of(e));
        }
    }

    /// The text of the file.
    public String toText() {
        StringBuilder text =
                new StringBuilder(
                        """
                        #  ZeroMQ CURVE **Secret** Certificate
                        #  DO NOT DISTRIBUTE

                        metadata
                        """);
        metadata.forEach((key, value) -> appendEntry(text, key, value));
        text.append("curve\n");
        appendEntry(text, "public-key", publicText());
        appendEntry(text, "secret-key", Z85.encode(secretKey));
        return text.toString();
    }

    private static void appendEntry(StringBuilder text, String key, String value) {
        text.append("    ").append(key).append(" = \"").append(value).append("\"\n");
    }

    /// The 32 bytes of the public key; a copy.
    public byte[] publicKey() {
        return publicKey.clone();
    }

    /// The 32 bytes of the secret key; a copy.
    public byte[] secretKey() {
        return secretKey.clone();
    }

    /// The public key in Z85: 40 characters.
    public String publicText() {
        return Z85.encode(publicKey);
    }

    /// What is known about the pair, in file order.
    public Map<String, String> metadata() {
        return metadata;
    }

    /// The metadata `name`, which a broker with children needs as the label of the key it allows.
    public Optional<String> name() {
        return Optional.ofNullable(metadata.get("name"));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CurveCertificate that
                && Arrays.equals(publicKey, that.publicKey)
                && Arrays.equals(secretKey, that.secretKey)
                && metadata.equals(that.metadata);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(publicKey);
    }

    /// Never shows the secret key.
    @Override
    public String toString() {
        return "certificate " + name().orElse("without name") + " of " + publicText();
    }
}
