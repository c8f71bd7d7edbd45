package fluxj.subprocess;

import java.util.Arrays;
import java.util.function.Consumer;

/// Cuts what a stream says into lines. A line longer than the buffer is let go in pieces.
final class OutputBuffer {
    private static final int FIRST_SIZE = 256;

    private final StreamOptions options;
    private final Consumer<byte[]> out;
    private byte[] held = new byte[0];
    private int length;

    OutputBuffer(StreamOptions options, Consumer<byte[]> out) {
        this.options = options;
        this.out = out;
    }

    void add(byte[] chunk) {
        if (!options.lineBuffered()) {
            out.accept(chunk);
            return;
        }
        int start = 0;
        for (int i = 0; i < chunk.length; i++) {
            if (chunk[i] == '\n') {
                hold(chunk, start, i + 1);
                flush();
                start = i + 1;
            }
        }
        hold(chunk, start, chunk.length);
    }

    private void hold(byte[] chunk, int from, int to) {
        int start = from;
        while (start < to) {
            int room = Math.min(to - start, options.bufferSize() - length);
            if (length + room > held.length) {
                int doubled = Math.max(FIRST_SIZE, held.length * 2);
                held = Arrays.copyOf(held, Math.max(doubled, length + room));
            }
            System.arraycopy(chunk, start, held, length, room);
            length += room;
            start += room;
            if (length == options.bufferSize()) {
                flush();
            }
        }
    }

    /// Lets go of what is held: at the end of the stream a line may lack its newline.
    void flush() {
        if (length > 0) {
            byte[] line = Arrays.copyOf(held, length);
            length = 0;
            out.accept(line);
        }
    }
}
