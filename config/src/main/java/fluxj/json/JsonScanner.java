package fluxj.json;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// The words of a JSON text of UTF-8 bytes: strings, numbers, `true`, and what stands between them.
/// Strict as Jansson is: numbers must fit 64 bits or a double, surrogates come in pairs, UTF-8 is
/// valid.
final class JsonScanner {
    /// So many digits always fit a `long`.
    private static final int SAFE_DIGITS = 18;

    private static final char REPLACEMENT = '\ufffd';

    private final byte[] in;
    private final int start;
    private final int end;
    private int at;

    JsonScanner(byte[] in, int start, int end) {
        this.in = in;
        this.start = start;
        this.end = end;
        this.at = start;
    }

    /// True when no byte is left.
    boolean isAtEnd() {
        return at == end;
    }

    /// The next byte; 0 at the end, as in C.
    int peek() {
        return at < end ? in[at] : 0;
    }

    /// Goes on by one byte.
    void skip() {
        at++;
    }

    void skipBlanks() {
        while (at < end) {
            byte b = in[at];
            if (b != ' ' && b != '\n' && b != '\t' && b != '\r') {
                return;
            }
            at++;
        }
    }

    /// Goes on over exactly that word.
    void word(String word) {
        for (int i = 0; i < word.length(); i++) {
            if (peek() != word.charAt(i)) {
                throw fail("value expected");
            }
            at++;
        }
    }

    /// A whole number or a real.
    JsonValue number() {
        int from = at;
        boolean negative = peek() == '-';
        if (negative) {
            at++;
        }
        long value = 0;
        if (peek() == '0') {
            at++;
        } else {
            value = digits();
        }
        int c = peek();
        if (c == '.' || c == 'e' || c == 'E') {
            return real(from);
        }
        if (at - from <= SAFE_DIGITS) {
            return JsonValue.of(negative ? -value : value);
        }
        try {
            return JsonValue.of(Long.parseLong(ascii(from)));
        } catch (NumberFormatException e) {
            throw fail("too big integer");
        }
    }

    private JsonValue real(int from) {
        if (peek() == '.') {
            at++;
            digits();
        }
        if (peek() == 'e' || peek() == 'E') {
            at++;
            if (peek() == '+' || peek() == '-') {
                at++;
            }
            digits();
        }
        double value = Double.parseDouble(ascii(from));
        if (Double.isInfinite(value)) {
            throw fail("real number overflow");
        }
        return JsonValue.of(value);
    }

    /// One digit or more; their value, when they are few.
    private long digits() {
        int from = at;
        long value = 0;
        for (int c = peek(); c >= '0' && c <= '9'; c = peek()) {
            value = value * 10 + (c - '0');
            at++;
        }
        if (at == from) {
            throw fail("digit expected");
        }
        return value;
    }

    private String ascii(int from) {
        return new String(in, from, at - from, StandardCharsets.ISO_8859_1);
    }

    /// A string, its quotes included.
    ///
    /// @param nul true when it may hold NULs
    String string(boolean nul) {
        int from = ++at;
        int seen = 0;
        for (int i = from; i < end; i++) {
            byte b = in[i];
            if (b == '"') {
                at = i + 1;
                return text(from, i, seen < 0);
            }
            if (b == '\\') {
                at = i;
                return escaped(from, seen < 0, nul);
            }
            if (b >= 0 && b < ' ') {
                at = i;
                throw fail("control character in a string");
            }
            seen |= b;
        }
        at = end;
        throw fail("premature end of text");
    }

    /// The rest of a string from its first escape on.
    private String escaped(int first, boolean firstWide, boolean nul) {
        StringBuilder text = new StringBuilder();
        int from = first;
        boolean wide = firstWide;
        while (at < end) {
            byte b = in[at];
            if (b == '"') {
                text.append(text(from, at++, wide));
                return text.toString();
            }
            if (b == '\\') {
                text.append(text(from, at++, wide));
                escape(text, nul);
                from = at;
                wide = false;
                continue;
            }
            if (b >= 0 && b < ' ') {
                throw fail("control character in a string");
            }
            wide |= b < 0;
            at++;
        }
        throw fail("premature end of text");
    }

    private void escape(StringBuilder text, boolean nul) {
        int c = peek();
        at++;
        switch (c) {
            case '"', '\\', '/' -> text.append((char) c);
            case 'b' -> text.append('\b');
            case 'f' -> text.append('\f');
            case 'n' -> text.append('\n');
            case 'r' -> text.append('\r');
            case 't' -> text.append('\t');
            case 'u' -> unicode(text, nul);
            default -> throw fail("invalid escape");
        }
    }

    private void unicode(StringBuilder text, boolean nul) {
        char c = hex();
        if (c == 0 && !nul) {
            throw fail("\\u0000 is not allowed here");
        }
        text.append(c);
        if (Character.isHighSurrogate(c)) {
            if (peek() != '\\' || at + 1 >= end || in[at + 1] != 'u') {
                throw fail("half of a surrogate pair");
            }
            at += 2;
            char low = hex();
            if (!Character.isLowSurrogate(low)) {
                throw fail("half of a surrogate pair");
            }
            text.append(low);
        } else if (Character.isLowSurrogate(c)) {
            throw fail("half of a surrogate pair");
        }
    }

    private char hex() {
        int value = 0;
        for (int i = 0; i < 4; i++) {
            int digit = Character.digit((char) peek(), 16);
            if (digit < 0) {
                throw fail("invalid escape");
            }
            value = value << 4 | digit;
            at++;
        }
        return (char) value;
    }

    private String text(int from, int to, boolean wide) {
        if (!wide) {
            return new String(in, from, to - from, StandardCharsets.ISO_8859_1);
        }
        String text = new String(in, from, to - from, StandardCharsets.UTF_8);
        if (text.indexOf(REPLACEMENT) >= 0) {
            try {
                StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(in, from, to - from));
            } catch (CharacterCodingException e) {
                at = from;
                throw fail("not UTF-8");
            }
        }
        return text;
    }

    /// An error that names the place.
    JsonException fail(String what) {
        int line = 1;
        int column = 1;
        for (int i = start; i < Math.min(at, end); i++) {
            if (in[i] == '\n') {
                line++;
                column = 1;
            } else if ((in[i] & 0xc0) != 0x80) {
                column++;
            }
        }
        return new JsonException(what + " (line " + line + ", column " + column + ")");
    }
}
