package fluxj.treeobj;

import fluxj.format.Blobref;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// Writes the canonical bytes. Escapes are jansson's. A loop, so that directories inside
/// directories cannot exhaust the stack.
final class TreeobjWriter {
    private static final byte[] OPEN = ascii("{\"data\":");
    private static final byte[] CLOSE_DIR = ascii("},\"type\":\"dir\",\"ver\":1}");
    private static final byte[] CLOSE_DIRREF = ascii("],\"type\":\"dirref\",\"ver\":1}");
    private static final byte[] CLOSE_VAL = ascii(",\"type\":\"val\",\"ver\":1}");
    private static final byte[] CLOSE_VALREF = ascii("],\"type\":\"valref\",\"ver\":1}");
    private static final byte[] CLOSE_SYMLINK = ascii("},\"type\":\"symlink\",\"ver\":1}");
    private static final byte[] NAMESPACE = ascii("\"namespace\":");
    private static final byte[] TARGET = ascii("\"target\":");

    /// What surrounds the data of an object and its name, at most.
    private static final int FRAME = 40;

    /// The text of a blob reference with its quotes and comma, at most.
    private static final int REFERENCE = 75;

    private byte[] buffer;
    private int length;

    /// A directory of which some entries are written.
    private static final class Level {
        private final @Nullable Level outer;
        private final Dir dir;
        private int next;

        Level(@Nullable Level outer, Dir dir) {
            this.outer = outer;
            this.dir = dir;
        }
    }

    private TreeobjWriter(int size) {
        buffer = new byte[size];
    }

    /// The canonical bytes of an object.
    static byte[] encode(Treeobj object) {
        TreeobjWriter writer = new TreeobjWriter(size(object));
        writer.write(object);
        return writer.length == writer.buffer.length
                ? writer.buffer
                : Arrays.copyOf(writer.buffer, writer.length);
    }

    /// About how many bytes an object takes, directories in a directory apart: seldom too few,
    /// which only costs time.
    private static int size(Treeobj object) {
        long size =
                FRAME
                        + switch (object) {
                            case Treeobj.Val(String base64) -> base64.length();
                            case Treeobj.Valref(var blobs) -> (long) blobs.size() * REFERENCE;
                            case Treeobj.Dirref(var blobs) -> (long) blobs.size() * REFERENCE;
                            case Symlink(String target, var _) -> target.length() + 2L * FRAME;
                            case Dir dir -> {
                                long entries = 0;
                                for (int i = 0; i < dir.size(); i++) {
                                    Treeobj entry = dir.entryAt(i);
                                    entries += dir.nameAt(i).length() + FRAME;
                                    entries += entry instanceof Dir ? 0 : size(entry);
                                }
                                yield entries;
                            }
                        };
        return (int) Math.min(size, Integer.MAX_VALUE - 8L);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private void write(Treeobj object) {
        Treeobj here = object;
        Level level = null;
        while (true) {
            put(OPEN);
            if (here instanceof Dir dir) {
                put('{');
                level = new Level(level, dir);
            } else {
                leaf(here);
            }
            while (level != null && level.next == level.dir.size()) {
                put(CLOSE_DIR);
                level = level.outer;
            }
            if (level == null) {
                return;
            }
            if (level.next > 0) {
                put(',');
            }
            quoted(level.dir.nameAt(level.next));
            put(':');
            here = level.dir.entryAt(level.next++);
        }
    }

    private void leaf(Treeobj object) {
        switch (object) {
            case Treeobj.Val(String base64) -> {
                quoted(base64);
                put(CLOSE_VAL);
            }
            case Treeobj.Valref(var blobs) -> references(blobs, CLOSE_VALREF);
            case Treeobj.Dirref(var blobs) -> references(blobs, CLOSE_DIRREF);
            case Symlink(String target, var namespace) -> {
                put('{');
                if (namespace.isPresent()) {
                    put(NAMESPACE);
                    quoted(namespace.get());
                    put(',');
                }
                put(TARGET);
                quoted(target);
                put(CLOSE_SYMLINK);
            }
            case Dir _ -> throw new IllegalStateException("a directory is no leaf");
        }
    }

    private void references(List<Blobref> blobs, byte[] close) {
        for (int i = 0; i < blobs.size(); i++) {
            room(REFERENCE);
            buffer[length++] = (byte) (i == 0 ? '[' : ',');
            buffer[length++] = '"';
            length = blobs.get(i).write(buffer, length);
            buffer[length++] = '"';
        }
        put(close);
    }

    private void quoted(String text) {
        int count = text.length();
        room(count + 2);
        byte[] to = buffer;
        int at = length;
        to[at++] = '"';
        for (int i = 0; i < count; i++) {
            char c = text.charAt(i);
            if (c < 0x20 || c > 0x7f || c == '"' || c == '\\') {
                length = at;
                escaped(text, i);
                return;
            }
            to[at++] = (byte) c;
        }
        to[at++] = '"';
        length = at;
    }

    private void escaped(String text, int start) {
        int from = start;
        for (int i = start; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x20 || c == '"' || c == '\\') {
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

    private void put(byte[] bytes) {
        room(bytes.length);
        System.arraycopy(bytes, 0, buffer, length, bytes.length);
        length += bytes.length;
    }

    private void put(char c) {
        room(1);
        buffer[length++] = (byte) c;
    }

    private void room(int more) {
        if (more > buffer.length - length) {
            long size = Math.max(buffer.length * 2L, (long) length + more);
            buffer = Arrays.copyOf(buffer, (int) Math.min(size, Integer.MAX_VALUE - 8L));
        }
    }
}
