package fluxj.treeobj;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// Base64 text to bytes, as flux-core reads it: the padding of the last group may be missing or too
/// long. In pieces, so that the text of a large value is not copied whole.
final class Base64Text {
    private static final int PIECE = 48 * 1024;
    private static final int GROUP = 4;

    private Base64Text() {}

    static byte[] decode(String text) {
        int end = end(text);
        if (end % GROUP == 1) {
            throw invalid();
        }
        byte[] bytes = new byte[end / GROUP * 3 + Math.max(0, end % GROUP - 1)];
        int at = 0;
        for (int from = 0; from < end; from += PIECE) {
            byte[] piece = piece(text, from, Math.min(end, from + PIECE));
            System.arraycopy(piece, 0, bytes, at, piece.length);
            at += piece.length;
        }
        return bytes;
    }

    /// Where the text ends without the padding of its last group.
    private static int end(String text) {
        int end = text.length();
        int lastGroup = end == 0 ? 0 : (end - 1) / GROUP * GROUP;
        while (end > lastGroup && text.charAt(end - 1) == '=') {
            end--;
        }
        return end;
    }

    private static byte[] piece(String text, int from, int to) {
        byte[] piece = text.substring(from, to).getBytes(StandardCharsets.ISO_8859_1);
        int expected = piece.length / GROUP * 3 + Math.max(0, piece.length % GROUP - 1);
        try {
            byte[] bytes = Base64.getDecoder().decode(piece);
            if (bytes.length != expected) {
                throw invalid();
            }
            return bytes;
        } catch (IllegalArgumentException e) {
            throw invalid();
        }
    }

    private static FluxException invalid() {
        return new FluxException(Errno.EINVAL, "value is not base64");
    }
}
