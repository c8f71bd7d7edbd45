package fluxj.treeobj;

import fluxj.format.Blobref;
import fluxj.format.FormatException;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Reads a directory from canonical bytes without a JSON tree between. Anything unexpected, be it
/// an escape or a directory inside this one, is left to the general reader.
final class CanonicalDirReader {
    private static final byte[] OPEN = ascii("{\"data\":{");
    private static final byte[] CLOSE = ascii("},\"type\":\"dir\",\"ver\":1}");
    private static final byte[] OPEN_ENTRY = ascii(":{\"data\":");
    private static final byte[] CLOSE_VAL = ascii(",\"type\":\"val\",\"ver\":1}");
    private static final byte[] CLOSE_VALREF = ascii("],\"type\":\"valref\",\"ver\":1}");
    private static final byte[] CLOSE_DIRREF = ascii("],\"type\":\"dirref\",\"ver\":1}");
    private static final byte[] NAMESPACE = ascii("{\"namespace\":");
    private static final byte[] NEXT_TARGET = ascii(",\"target\":");
    private static final byte[] TARGET = ascii("{\"target\":");
    private static final byte[] CLOSE_SYMLINK = ascii("},\"type\":\"symlink\",\"ver\":1}");

    /// The replacement of what is no UTF-8.
    private static final char REPLACEMENT = '\ufffd';

    private final byte[] bytes;
    private int at;
    private String text = "";
    private Treeobj entry = Dir.EMPTY;

    private CanonicalDirReader(byte[] bytes) {
        this.bytes = bytes;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /// The directory; empty when the bytes are not those of one that is as plain as most are.
    static Optional<Dir> read(byte[] blob) {
        return new CanonicalDirReader(blob).read();
    }

    private Optional<Dir> read() {
        if (!takes(OPEN)) {
            return Optional.empty();
        }
        String[] names = new String[Math.max(4, bytes.length / 80)];
        Treeobj[] entries = new Treeobj[names.length];
        int count = 0;
        while (peek() != '}') {
            if ((count > 0 && !takes(','))
                    || !takesText()
                    || (count > 0 && Dir.BY_UTF8.compare(names[count - 1], text) >= 0)) {
                return Optional.empty();
            }
            if (count == names.length) {
                names = Arrays.copyOf(names, 2 * count);
                entries = Arrays.copyOf(entries, 2 * count);
            }
            names[count] = text;
            if (!takesEntry()) {
                return Optional.empty();
            }
            entries[count++] = entry;
        }
        return takes(CLOSE) && at == bytes.length
                ? Optional.of(Dir.owning(names, entries, count))
                : Optional.empty();
    }

    private boolean takesEntry() {
        if (!takes(OPEN_ENTRY)) {
            return false;
        }
        return switch (peek()) {
            case '"' -> takesVal();
            case '[' -> takesReference();
            case '{' -> takesSymlink();
            default -> false;
        };
    }

    private boolean takesVal() {
        if (takesText() && takes(CLOSE_VAL)) {
            entry = new Treeobj.Val(text);
            return true;
        }
        return false;
    }

    private boolean takesReference() {
        List<Blobref> blobs = new ArrayList<>(1);
        try {
            do {
                at++;
                if (!takesText()) {
                    return false;
                }
                blobs.add(Blobref.parse(text));
            } while (peek() == ',');
        } catch (FormatException e) {
            return false;
        }
        if (takes(CLOSE_DIRREF)) {
            entry = new Treeobj.Dirref(blobs);
            return true;
        }
        if (takes(CLOSE_VALREF)) {
            entry = new Treeobj.Valref(blobs);
            return true;
        }
        return false;
    }

    private boolean takesSymlink() {
        Optional<String> namespace = Optional.empty();
        if (takes(NAMESPACE)) {
            if (!takesText() || !takes(NEXT_TARGET)) {
                return false;
            }
            namespace = Optional.of(text);
            if (!takesText()) {
                return false;
            }
        } else if (!takes(TARGET) || !takesText()) {
            return false;
        }
        entry = new Symlink(text, namespace);
        return takes(CLOSE_SYMLINK);
    }

    private int peek() {
        return at < bytes.length ? bytes[at] : -1;
    }

    private boolean takes(char c) {
        if (peek() != c) {
            return false;
        }
        at++;
        return true;
    }

    private boolean takes(byte[] expected) {
        int end = at + expected.length;
        if (end > bytes.length || !Arrays.equals(bytes, at, end, expected, 0, expected.length)) {
            return false;
        }
        at = end;
        return true;
    }

    /// A string without escapes, into `text`.
    private boolean takesText() {
        if (!takes('"')) {
            return false;
        }
        int start = at;
        int end = start;
        int seen = 0;
        while (end < bytes.length && bytes[end] != '"') {
            byte b = bytes[end++];
            if (b == '\\' || (b >= 0 && b < 0x20)) {
                return false;
            }
            seen |= b;
        }
        if (end == bytes.length) {
            return false;
        }
        at = end + 1;
        if (seen >= 0) {
            text = new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
            return true;
        }
        text = new String(bytes, start, end - start, StandardCharsets.UTF_8);
        return text.indexOf(REPLACEMENT) < 0;
    }
}
