package fluxj.format;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The name of a blob in the content store: its hash (RFC 10). The text is `<hash>-<lowercase
/// hex>`, such as `sha1-c0a9faf907dda6216fd73bf81d0b3b21a1a8cb91`.
public final class Blobref implements Comparable<Blobref> {
    private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.ISO_8859_1);

    private final HashType type;
    private final byte[] digest;
    private final int hash;

    Blobref(HashType type, byte[] digest) {
        this.type = type;
        this.digest = digest;
        this.hash =
                (digest[0] & 0xff) << 24
                        | (digest[1] & 0xff) << 16
                        | (digest[2] & 0xff) << 8
                        | (digest[3] & 0xff);
    }

    /// The reference with that digest; the bytes are copied.
    ///
    /// @throws FormatException when its length is not the type's
    public static Blobref of(HashType type, byte[] digest) {
        if (digest.length != type.length()) {
            throw new FormatException(
                    "a " + type.word() + " digest has " + type.length() + " bytes");
        }
        return new Blobref(type, digest.clone());
    }

    /// Reads the text form.
    ///
    /// @throws FormatException when it is not one: unknown hash, wrong length, no lowercase hex
    public static Blobref parse(String text) {
        for (HashType type : HashType.values()) {
            int start = type.word().length() + 1;
            if (text.length() == start + 2 * type.length()
                    && text.startsWith(type.word())
                    && text.charAt(start - 1) == '-') {
                return new Blobref(type, digits(text, start, type.length()));
            }
        }
        throw invalid(text);
    }

    private static byte[] digits(String text, int start, int length) {
        byte[] digest = new byte[length];
        for (int i = 0; i < length; i++) {
            digest[i] = (byte) (digit(text, start + 2 * i) << 4 | digit(text, start + 2 * i + 1));
        }
        return digest;
    }

    private static int digit(String text, int at) {
        char c = text.charAt(at);
        if (c >= '0' && c <= '9') {
            return c - '0';
        }
        if (c >= 'a' && c <= 'f') {
            return c - 'a' + 10;
        }
        throw invalid(text);
    }

    private static FormatException invalid(String text) {
        return new FormatException(
                (text.length() > 80 ? text.substring(0, 80) + "..." : text)
                        + ": not a blob reference");
    }

    /// Its hash function.
    public HashType type() {
        return type;
    }

    /// A copy of the digest, as `content.load` takes it.
    public byte[] digest() {
        return digest.clone();
    }

    /// Writes the text form into a buffer.
    ///
    /// @return the index after it
    public int write(byte[] buffer, int at) {
        String word = type.word();
        int next = at;
        for (int i = 0; i < word.length(); i++) {
            buffer[next++] = (byte) word.charAt(i);
        }
        buffer[next++] = '-';
        for (byte b : digest) {
            buffer[next++] = DIGITS[b >> 4 & 15];
            buffer[next++] = DIGITS[b & 15];
        }
        return next;
    }

    @Override
    public int compareTo(Blobref other) {
        int byType = type.compareTo(other.type);
        return byType != 0 ? byType : Arrays.compareUnsigned(digest, other.digest);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Blobref that
                && type == that.type
                && Arrays.equals(digest, that.digest);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        byte[] text = new byte[type.word().length() + 1 + 2 * digest.length];
        write(text, 0);
        return new String(text, StandardCharsets.ISO_8859_1);
    }
}
