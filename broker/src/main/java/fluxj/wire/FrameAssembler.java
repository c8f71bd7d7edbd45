package fluxj.wire;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Puts the messages of a stream ([StreamFraming]) together from the pieces it comes in. Each part
/// gets an array of its own size, which becomes the message's; nothing is moved twice.
///
/// A [Gate] decides by a message's announced length, before any of it is stored. What it refuses,
/// and what exceeds [MessageLimits], is read over; the stream goes on behind it.
public final class FrameAssembler {
    /// Decides which messages are let in.
    public interface Gate {
        /// Lets everything in.
        Gate OPEN = _ -> Optional.empty();

        /// Why a message of that many bytes is not let in; empty when it is.
        Optional<FluxException> admit(int bytes);
    }

    /// What the stream has brought.
    public sealed interface Arrival {
        /// What the gate admitted; 0 for a refusal by the gate.
        int bytes();

        /// A message.
        record Whole(Message message, int bytes) implements Arrival {}

        /// A message that was not let in.
        ///
        /// @param answer what to tell its sender, if it was a request that wants an answer
        record Refused(FluxException reason, Optional<Response> answer, int bytes)
                implements Arrival {}
    }

    /// Bytes of parts that are kept of a message that is refused, to be able to answer it.
    private static final int KEPT_OF_REFUSED = 64 << 10;

    private static final int NONE = -1;
    private static final int PROTO = MessageCodec.PROTO_SIZE;
    private static final byte[] EMPTY = new byte[0];

    private final Gate gate;
    private final ByteBuffer head = ByteBuffer.allocate(StreamFraming.HEADER);
    private List<byte[]> parts = new ArrayList<>();
    private @Nullable FluxException refusal;
    private byte @Nullable [] part;
    private byte @Nullable [] last;
    private int filled;
    private int length = NONE;
    private int left;
    private int admitted;
    private int skip;
    private int keptOfRefused;

    /// @param gate asked once for each message
    public FrameAssembler(Gate gate) {
        this.gate = gate;
    }

    /// Takes bytes from `in` up to the end of the next message; all of them when it does not end
    /// there.
    ///
    /// @throws FluxException EPROTO when the stream is beyond repair
    public Optional<Arrival> next(ByteBuffer in) {
        if (length == NONE && !header(in)) {
            return Optional.empty();
        }
        while (left > 0) {
            if (!in.hasRemaining()) {
                return Optional.empty();
            }
            if (skip > 0) {
                skip(in);
            } else if (part != null) {
                fill(in, part);
            } else if (!beginPart(in)) {
                return Optional.empty();
            }
        }
        return Optional.of(finish());
    }

    /// Bytes that were admitted of a message that is not whole.
    public int admitted() {
        return admitted;
    }

    private boolean header(ByteBuffer in) {
        if (head.position() == 0 && in.remaining() >= StreamFraming.HEADER) {
            length = StreamFraming.bodyLength(in);
        } else {
            while (head.hasRemaining() && in.hasRemaining()) {
                head.put(in.get());
            }
            if (head.hasRemaining()) {
                return false;
            }
            length = StreamFraming.bodyLength(head.flip());
            head.clear();
        }
        left = length;
        refusal = gate.admit(length).orElse(null);
        admitted = refusal == null ? length : 0;
        return true;
    }

    /// Reads the length of the next part; false while it is not whole.
    private boolean beginPart(ByteBuffer in) {
        int size;
        if (head.position() == 0) {
            size = in.get() & 0xff;
            left--;
            if (size == StreamFraming.LONG_PART) {
                head.put((byte) size);
                return beginLongPart(in);
            }
        } else {
            return beginLongPart(in);
        }
        open(size);
        return true;
    }

    private boolean beginLongPart(ByteBuffer in) {
        if (head.position() == 1 && left < Integer.BYTES) {
            throw new FluxException(Errno.EPROTO, "truncated part in a message stream");
        }
        while (head.position() < 1 + Integer.BYTES) {
            if (!in.hasRemaining()) {
                return false;
            }
            head.put(in.get());
            left--;
        }
        int size = head.order(ByteOrder.BIG_ENDIAN).getInt(1);
        head.clear();
        open(size);
        return true;
    }

    private void open(int size) {
        if (size < 0 || size > left) {
            throw new FluxException(Errno.EPROTO, "overlong part in a message stream");
        }
        if (parts.size() >= MessageLimits.MAX_PARTS && refusal == null) {
            refusal = new FluxException(Errno.EMSGSIZE, "message of too many parts");
        }
        last = null;
        if (refusal != null && keptOfRefused <= KEPT_OF_REFUSED) {
            // At most one over the limit, so that this does not overflow.
            keptOfRefused = (int) Math.min(Integer.MAX_VALUE, keptOfRefused + 1L + size);
        }
        if (keptOfRefused > KEPT_OF_REFUSED && size != PROTO) {
            skip = size;
        } else if (size == 0) {
            parts.add(EMPTY);
        } else {
            part = new byte[size];
            filled = 0;
        }
    }

    private void fill(ByteBuffer in, byte[] into) {
        int count = Math.min(in.remaining(), into.length - filled);
        in.get(into, filled, count);
        filled += count;
        left -= count;
        if (filled < into.length) {
            return;
        }
        part = null;
        if (keptOfRefused > KEPT_OF_REFUSED) {
            last = into;
        } else {
            parts.add(into);
        }
    }

    private void skip(ByteBuffer in) {
        int count = Math.min(in.remaining(), skip);
        in.position(in.position() + count);
        skip -= count;
        left -= count;
    }

    private Arrival finish() {
        List<byte[]> whole = parts;
        if (last != null) {
            whole.add(last);
            last = null;
        }
        FluxException reason = refusal;
        int bytes = admitted;
        parts = new ArrayList<>();
        refusal = null;
        length = NONE;
        admitted = 0;
        keptOfRefused = 0;
        if (reason == null) {
            try {
                return new Arrival.Whole(MessageCodec.fromParts(whole), bytes);
            } catch (FluxException e) {
                if (!e.errno().equals(Errno.EMSGSIZE)) {
                    admitted = bytes;
                    throw e;
                }
                reason = e;
            }
        }
        return new Arrival.Refused(reason, MessageCodec.refusal(whole, reason), bytes);
    }
}
