package fluxj.subprocess;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/// The last output of a waitable process, whole records, oldest dropped first.
final class RetainedOutput {
    private static final int MAX_BYTES = 8192;

    private record Kept(IoObject io, int length) {}

    private final Deque<Kept> kept = new ArrayDeque<>();
    private int bytes;

    /// Adds a record that carries `length` bytes.
    void add(IoObject io, int length) {
        kept.add(new Kept(io, length));
        bytes += length;
        while (bytes > MAX_BYTES && kept.size() > 1) {
            bytes -= kept.remove().length();
        }
    }

    List<IoObject> records() {
        return kept.stream().map(Kept::io).toList();
    }
}
