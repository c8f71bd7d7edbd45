package fluxj.cli.kvs;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A key and its value on one line that may have to be cut, as `kvs dir` prints it.
final class ValueLine {
    private static final String DOTS = "...";

    private ValueLine() {}

    /// The bytes of a value that C would print: those before the first zero.
    static byte[] printable(byte[] value) {
        for (int i = 0; i < value.length; i++) {
            if (value[i] == 0) {
                return Arrays.copyOf(value, i);
            }
        }
        return value;
    }

    /// `key = value` with its line end: at most `columns` bytes, and no more than the first line of
    /// the value, with dots for what was left out. Up to 3 columns mean no limit.
    static byte[] of(String key, byte[] value, int columns) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes((key + " = ").getBytes(StandardCharsets.UTF_8));
        out.writeBytes(printable(value));
        if (columns <= DOTS.length()) {
            out.write('\n');
            return out.toByteArray();
        }
        byte[] line = out.toByteArray();
        int length = Math.min(line.length, columns - DOTS.length());
        boolean cut = length < line.length;
        for (int i = 0; i < length; i++) {
            if (line[i] == '\n') {
                cut |= i + 1 < length;
                length = i;
            }
        }
        ByteArrayOutputStream shown = new ByteArrayOutputStream();
        shown.write(line, 0, length);
        shown.writeBytes((cut ? DOTS + "\n" : "\n").getBytes(StandardCharsets.UTF_8));
        return shown.toByteArray();
    }
}
