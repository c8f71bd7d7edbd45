package fluxj.subprocess;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/// Cuts what a stream says into lines, which are taken one at a time: what nobody takes stays here.
/// A line longer than the buffer is let go in pieces.
final class OutputBuffer {
    private static final int FIRST_SIZE = 256;

    private final StreamOptions options;
    private final Deque<byte[]> chunks = new ArrayDeque<>(1);
    private int position;
    private byte[] held = new byte[0];
    private int length;
    private boolean closed;

    OutputBuffer(StreamOptions options) {
        this.options = options;
    }

    void add(byte[] chunk) {
        if (chunk.length > 0) {
            chunks.add(chunk);
        }
    }

    /// Nothing more will be added: the last line may lack its newline.
    void close() {
        closed = true;
    }

    /// The next line, with its newline; null when there is none yet.
    byte @Nullable [] next() {
        byte[] chunk = chunks.peek();
        while (chunk != null) {
            if (!options.lineBuffered()) {
                return chunks.remove();
            }
            boolean isWhole = takeLine(chunk);
            if (position == chunk.length) {
                chunks.remove();
                position = 0;
            }
            if (isWhole) {
                return letGo();
            }
            chunk = chunks.peek();
        }
        return closed && length > 0 ? letGo() : null;
    }

    /// Moves bytes of the chunk to the line that is held; true when that can be let go.
    private boolean takeLine(byte[] chunk) {
        int limit = Math.min(chunk.length, position + options.bufferSize() - length);
        int end = position;
        boolean isWhole = false;
        while (end < limit && !isWhole) {
            isWhole = chunk[end] == '\n';
            end++;
        }
        int count = end - position;
        if (length + count > held.length) {
            int doubled = Math.max(FIRST_SIZE, held.length * 2);
            held = Arrays.copyOf(held, Math.max(doubled, length + count));
        }
        System.arraycopy(chunk, position, held, length, count);
        length += count;
        position = end;
        return isWhole || length == options.bufferSize();
    }

    private byte[] letGo() {
        byte[] line = Arrays.copyOf(held, length);
        length = 0;
        return line;
    }
}
