package fluxj.treeobj;

import fluxj.format.Blobref;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// Writes the canonical bytes. Only names and link targets can need escapes; those are jansson's.
final class TreeobjWriter {
    private static final byte[] OPEN = ascii("{\"data\":");
    private static final byte[] CLOSE_DIR = ascii("},\"type\":\"dir\",\"ver\":1}");
    private static final byte[] CLOSE_DIRREF = ascii("],\"type\":\"dirref\",\"ver\":1}");
    private static final byte[] CLOSE_VAL = ascii("\",\"type\":\"val\",\"ver\":1}");
    private static final byte[] CLOSE_VALREF = ascii("],\"type\":\"valref\",\"ver\":1}");
    private static final byte[] CLOSE_SYMLINK = ascii("},\"type\":\"symlink\",\"ver\":1}");
    private static final byte[] NAMESPACE = ascii("\"namespace\":");
    private static final byte[] TARGET = ascii("\"target\":");

    private byte[] buffer = new byte[256];
    private int length;

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    byte[] toBytes() {
        return Arrays.copyOf(buffer, length);
    }

    void write(Treeobj object) {
        put(OPEN);
        switch (object) {
            case Treeobj.Val(String base64) -> {
                put('"');
                plain(base64);
                put(CLOSE_VAL);
            }
            case Treeobj.Valref(var blobs) -> references(blobs, CLOSE_VALREF);
            case Treeobj.Dirref(var blobs) -> references(blobs, CLOSE_DIRREF);
            case Dir dir -> {
                put('{');
                for (int i = 0; i < dir.size(); i++) {
                    if (i > 0) {
                        put(',');
                    }
                    quoted(dir.nameAt(i));
                    put(':');
                    write(dir.entryAt(i));
                }
                put(CLOSE_DIR);
            }
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
        }
    }

    private void references(List<Blobref> blobs, byte[] close) {
        for (int i = 0; i < blobs.size(); i++) {
            put(i == 0 ? '[' : ',');
            put('"');
            plain(blobs.get(i).toString());
            put('"');
        }
        put(close);
    }

    private void quoted(String text) {
        put('"');
        int from = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x20 || c == '"' || c == '\\') {
                plain(text.substring(from, i));
                plain(escape(c));
                from = i + 1;
            }
        }
        plain(from == 0 ? text : text.substring(from));
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
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + more));
        }
    }
}
