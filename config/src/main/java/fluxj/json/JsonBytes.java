package fluxj.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// JSON text as it is written: UTF-8 bytes that grow, strings with Jansson's escapes.
public final class JsonBytes {
    private static final int LARGEST = Integer.MAX_VALUE - 8;

    private byte[] buffer;
    private int length;

    /// What writes itself into room that was made for it.
    @FunctionalInterface
    public interface Source {
        /// @return the index after what was written from `at` on
        int write(byte[] to, int at);
    }

    /// Nothing yet.
    ///
    /// @param size bytes before it must grow
    public JsonBytes(int size) {
        buffer = new byte[size];
    }

    /// What was written; without a copy where it fills the room that was made at first.
    public byte[] bytes() {
        return length == buffer.length ? buffer : copy(0);
    }

    /// What was written.
    ///
    /// @param spare how many zero bytes follow it
    public byte[] copy(int spare) {
        return Arrays.copyOf(buffer, length + spare);
    }

    /// What was written, as text.
    public String text() {
        return new String(buffer, 0, length, StandardCharsets.UTF_8);
    }

    /// The byte written last.
    char last() {
        return (char) buffer[length - 1];
    }

    /// A string in its quotes.
    public void quoted(String text) {
        int count = text.length();
        room(count + 2);
        byte[] to = buffer;
        int at = length;
        to[at++] = '"';
        for (int i = 0; i < count; i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~' || c == '"' || c == '\\') {
                length = at;
                escaped(text, i);
                return;
            }
            to[at++] = (byte) c;
        }
        to[at++] = '"';
        length = at;
    }

    /// The rest of a string from the first character on that is no plain one.
    private void escaped(String text, int start) {
        int from = start;
        for (int i = start; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c == '"' || c == '\\') {
                plain(text.substring(from, i));
                plain(escape(c));
                from = i + 1;
            }
        }
        plain(text.substring(from));
        put('"');
    }

    private static String escape(char c) {
        return switch (c) {
            case '"' -> "\\\"";
            case '\\' -> "\\\\";
            case '\b' -> "\\b";
            case '\f' -> "\\f";
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default -> "\\u00" + (c < 16 ? "0" : "1") + "0123456789ABCDEF".charAt(c & 15);
        };
    }

    private void plain(String text) {
        put(text.getBytes(StandardCharsets.UTF_8));
    }

    /// Text that was encoded before.
    public void put(byte[] bytes) {
        room(bytes.length);
        System.arraycopy(bytes, 0, buffer, length, bytes.length);
        length += bytes.length;
    }

    /// One character below 0x80.
    public void put(char c) {
        room(1);
        buffer[length++] = (byte) c;
    }

    /// What writes itself.
    ///
    /// @param most bytes that it takes at most
    public void put(int most, Source source) {
        room(most);
        length = source.write(buffer, length);
    }

    private void room(int more) {
        if (more > buffer.length - length) {
            long size = Math.max(buffer.length * 2L, (long) length + more);
            buffer = Arrays.copyOf(buffer, (int) Math.min(size, LARGEST));
        }
    }
}
