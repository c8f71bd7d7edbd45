package fluxj.format;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// The hash functions of the content store (RFC 10), by the names of the attribute `content.hash`.
public enum HashType {
    /// 20 bytes; the default.
    SHA1("sha1", "SHA-1", 20),
    /// 32 bytes.
    SHA256("sha256", "SHA-256", 32);

    private final String word;
    private final String algorithm;
    private final int length;

    HashType(String word, String algorithm, int length) {
        this.word = word;
        this.algorithm = algorithm;
        this.length = length;
    }

    /// The type of that name.
    ///
    /// @throws FormatException when there is none
    public static HashType of(String word) {
        for (HashType type : values()) {
            if (type.word.equals(word)) {
                return type;
            }
        }
        throw new FormatException(word + ": unknown hash type (sha1 or sha256)");
    }

    /// The name: `sha1` or `sha256`.
    public String word() {
        return word;
    }

    /// How many bytes a digest has.
    public int length() {
        return length;
    }

    /// The reference of a blob of these bytes.
    public Blobref hash(byte[] blob) {
        return hash(blob, 0, blob.length);
    }

    /// The reference of a blob of part of these bytes.
    public Blobref hash(byte[] bytes, int offset, int count) {
        try {
            MessageDigest digest = MessageDigest.getInstance(algorithm);
            digest.update(bytes, offset, count);
            return new Blobref(this, digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
