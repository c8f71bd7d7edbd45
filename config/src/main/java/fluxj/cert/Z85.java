package fluxj.cert;

import java.util.Arrays;

/// Z85 (ZeroMQ RFC 32): five printable characters for each four bytes.
public final class Z85 {
    private static final String DIGITS =
            "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#";
    private static final int BASE = DIGITS.length();
    private static final byte[] VALUES = values();

    private Z85() {}

    private static byte[] values() {
        byte[] values = new byte[128];
        Arrays.fill(values, (byte) -1);
        for (int i = 0; i < BASE; i++) {
            values[DIGITS.charAt(i)] = (byte) i;
        }
        return values;
    }

    /// The text of some bytes.
    ///
    /// @throws IllegalArgumentException when they are not a multiple of four
    public static String encode(byte[] bytes) {
        if (bytes.length % 4 != 0) {
            throw new IllegalArgumentException("Z85 needs a multiple of 4 bytes");
        }
        char[] text = new char[bytes.length / 4 * 5];
        for (int in = 0, out = 0; in < bytes.length; in += 4, out += 5) {
            long word = 0;
            for (int i = 0; i < 4; i++) {
                word = (word << 8) | (bytes[in + i] & 0xff);
            }
            for (int i = 4; i >= 0; i--) {
                text[out + i] = DIGITS.charAt((int) (word % BASE));
                word /= BASE;
            }
        }
        return new String(text);
    }

    /// The bytes of a text.
    ///
    /// @throws CertificateException when it is not Z85
    public static byte[] decode(String text) {
        if (text.length() % 5 != 0) {
            throw new CertificateException("Z85 text must have a multiple of 5 characters");
        }
        byte[] bytes = new byte[text.length() / 5 * 4];
        for (int in = 0, out = 0; in < text.length(); in += 5, out += 4) {
            long word = 0;
            for (int i = 0; i < 5; i++) {
                char c = text.charAt(in + i);
                int value = c < VALUES.length ? VALUES[c] : -1;
                if (value < 0) {
                    throw new CertificateException("character not allowed in Z85 text");
                }
                word = word * BASE + value;
            }
            if (word > 0xffffffffL) {
                throw new CertificateException("number too large in Z85 text");
            }
            for (int i = 3; i >= 0; i--) {
                bytes[out + i] = (byte) word;
                word >>= 8;
            }
        }
        return bytes;
    }
}
