package fluxj.zmtp.crypto;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Z85, the printable form of binary keys (ZeroMQ RFC 32): four bytes are five characters.
final class Z85 {
    private static final String ALPHABET =
            "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#";
    private static final byte[] VALUES = values();

    private Z85() {}

    private static byte[] values() {
        byte[] values = new byte[128];
        Arrays.fill(values, (byte) -1);
        for (int i = 0; i < ALPHABET.length(); i++) {
            values[ALPHABET.charAt(i)] = (byte) i;
        }
        return values;
    }

    static String encode(byte[] bytes) {
        byte[] text = new byte[bytes.length / 4 * 5];
        for (int group = 0; group < bytes.length / 4; group++) {
            long value = 0;
            for (int i = 0; i < 4; i++) {
                value = value << 8 | (bytes[group * 4 + i] & 0xff);
            }
            for (int i = 4; i >= 0; i--) {
                text[group * 5 + i] = (byte) ALPHABET.charAt((int) (value % 85));
                value /= 85;
            }
        }
        return new String(text, StandardCharsets.US_ASCII);
    }

    static byte[] decode(String text) {
        if (text.length() % 5 != 0) {
            throw new IllegalArgumentException("Z85 text has a multiple of 5 characters");
        }
        byte[] bytes = new byte[text.length() / 5 * 4];
        for (int group = 0; group < text.length() / 5; group++) {
            long value = 0;
            for (int i = 0; i < 5; i++) {
                char c = text.charAt(group * 5 + i);
                if (c >= VALUES.length || VALUES[c] < 0) {
                    throw new IllegalArgumentException("not a Z85 character: '" + c + "'");
                }
                value = value * 85 + VALUES[c];
            }
            if (value > 0xffffffffL) {
                throw new IllegalArgumentException("not Z85: a group is too large");
            }
            for (int i = 3; i >= 0; i--) {
                bytes[group * 4 + i] = (byte) value;
                value >>>= 8;
            }
        }
        return bytes;
    }
}
