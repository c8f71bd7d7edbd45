package fluxj.module;

import fluxj.wire.Message;
import fluxj.wire.StreamFraming;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Consumer;

/// Puts the messages of a stream together from the pieces it comes in (spec 1.2).
final class FrameReader {
    private static final int INITIAL = 4096;

    private final Consumer<Message> messages;
    private ByteBuffer waiting = ByteBuffer.allocate(0);

    FrameReader(Consumer<Message> messages) {
        this.messages = messages;
    }

    /// Takes the next piece and hands over each message that is whole.
    ///
    /// @throws fluxj.errors.FluxException EPROTO when the stream is beyond repair
    void read(byte[] piece) {
        ByteBuffer in = waiting.hasRemaining() ? joined(piece) : ByteBuffer.wrap(piece);
        Optional<Message> next = StreamFraming.decode(in);
        while (next.isPresent()) {
            messages.accept(next.get());
            next = StreamFraming.decode(in);
        }
        waiting = in;
    }

    /// What waits and the piece behind it, with room for the rest of the message.
    private ByteBuffer joined(byte[] piece) {
        int have = waiting.remaining() + piece.length;
        if (waiting.isReadOnly() || waiting.capacity() - waiting.limit() < piece.length) {
            int need = Math.max(StreamFraming.frameLength(waiting), Math.max(have, INITIAL));
            ByteBuffer larger = ByteBuffer.allocate(need);
            larger.put(waiting).flip();
            waiting = larger;
        }
        int end = waiting.limit();
        waiting.limit(end + piece.length).put(end, piece);
        return waiting;
    }
}
