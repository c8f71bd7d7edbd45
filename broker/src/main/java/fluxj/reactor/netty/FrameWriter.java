package fluxj.reactor.netty;

import fluxj.wire.StreamFraming;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/// Framed messages on their way out over one channel. They wait as the parts they are made of,
/// which messages share; only a chunk at a time becomes a buffer of the transport, because that is
/// memory outside of the heap, which is scarce and slow to get.
final class FrameWriter {
    /// Bytes handed to the transport at once.
    static final int CHUNK = 64 << 10;

    /// Smallest buffer: a header and the length of a part fit into any.
    private static final int LEAST = 64;

    private static final int LONGEST_LENGTH = 5;
    private static final int HEADER = 8;
    private static final int CHUNKS_A_TURN = 64;

    /// One message.
    ///
    /// @param charged what to give back to the budget when it has gone out
    /// @param onWritten run when the kernel has all of it
    record Frame(List<byte[]> parts, long length, long charged, Runnable onWritten) {}

    private final NettyReactor reactor;
    private final Channel channel;
    private final Runnable onProgress;
    private final Deque<Frame> frames = new ArrayDeque<>();
    private final Deque<Frame> inChunk = new ArrayDeque<>();
    private StreamBudget budget = StreamBudget.UNLIMITED;
    private @Nullable ByteBuf chunk;
    private long waiting;
    private long written;
    private long progressNanos;
    private int part = -1;
    private int offset;
    private boolean partOpen;
    private boolean pumping;

    /// @param onProgress run when the peer has taken bytes that had to wait
    FrameWriter(NettyReactor reactor, Channel channel, Runnable onProgress) {
        this.reactor = reactor;
        this.channel = channel;
        this.onProgress = onProgress;
    }

    void charge(StreamBudget to) {
        budget = to;
    }

    /// True when nothing waits.
    boolean isIdle() {
        return frames.isEmpty() && chunk == null;
    }

    /// Adds a message and writes what the peer takes now.
    void write(Frame frame) {
        if (isIdle()) {
            progressNanos = reactor.nanoTime();
        }
        frames.add(frame);
        waiting += frame.length();
        if (!pumping && chunk == null) {
            pump();
        }
    }

    /// Bytes that wait for the peer.
    long unsent() {
        ByteBuf open = chunk;
        return waiting + (open == null ? 0 : open.readableBytes());
    }

    /// Messages that wait for the peer.
    int unsentMessages() {
        return frames.size() + inChunk.size();
    }

    /// Bytes that the peer has taken.
    long taken() {
        ByteBuf open = chunk;
        return written - (open == null ? 0 : open.readableBytes());
    }

    /// When the peer last took what waited.
    long progressNanos() {
        return progressNanos;
    }

    /// Forgets the messages of which nothing has gone out.
    void dropUnstarted() {
        Frame started = part >= 0 ? frames.poll() : null;
        while (!frames.isEmpty()) {
            Frame frame = frames.remove();
            waiting -= frame.length();
            budget.give(frame.charged());
        }
        if (started != null) {
            frames.add(started);
        }
    }

    /// Forgets everything: the channel is gone.
    void clear() {
        inChunk.forEach(frame -> budget.give(frame.charged()));
        frames.forEach(frame -> budget.give(frame.charged()));
        inChunk.clear();
        frames.clear();
        waiting = 0;
        chunk = null;
    }

    private void pump() {
        pumping = true;
        try {
            for (int i = 0; chunk == null && !frames.isEmpty(); i++) {
                if (i == CHUNKS_A_TURN) {
                    reactor.post(this::pumpOn);
                    return;
                }
                writeChunk();
            }
        } finally {
            pumping = false;
        }
    }

    private void pumpOn() {
        if (!pumping && chunk == null) {
            pump();
        }
    }

    private void writeChunk() {
        ByteBuf out = channel.alloc().directBuffer(Math.clamp(waiting, LEAST, CHUNK), CHUNK);
        fill(out);
        written += out.readableBytes();
        chunk = out;
        channel.write(out, channel.voidPromise());
        channel.flush();
        ChannelOutboundBuffer pending = channel.unsafe().outboundBuffer();
        if (pending == null) {
            return;
        }
        if (pending.isEmpty()) {
            chunkWritten();
            return;
        }
        // An empty buffer behind the chunk tells when it has gone: a promise only for those that
        // have to wait.
        ChannelPromise gone = channel.newPromise();
        gone.addListener(
                _ -> {
                    // A failure means that the peer reads nothing more; its own end is still to
                    // come, and until then nothing piles up.
                    if (channel.isOpen()) {
                        progressNanos = reactor.nanoTime();
                        reactor.guard(this::chunkWrittenLate);
                    }
                });
        channel.write(Unpooled.EMPTY_BUFFER, gone);
        channel.flush();
    }

    private void chunkWrittenLate() {
        chunkWritten();
        pump();
        onProgress.run();
    }

    private void chunkWritten() {
        chunk = null;
        while (!inChunk.isEmpty()) {
            Frame done = inChunk.remove();
            budget.give(done.charged());
            done.onWritten().run();
        }
    }

    private void fill(ByteBuf out) {
        while (!frames.isEmpty()) {
            Frame frame = frames.element();
            if (part < 0) {
                if (out.maxCapacity() - out.writerIndex() < HEADER) {
                    return;
                }
                StreamFraming.writeHeader(out, frame.length());
                waiting -= HEADER;
                part = 0;
            }
            if (!fill(out, frame.parts())) {
                return;
            }
            part = -1;
            inChunk.add(frames.remove());
        }
    }

    /// Appends what fits of the parts; true when that is all of them.
    private boolean fill(ByteBuf out, List<byte[]> parts) {
        while (part < parts.size()) {
            byte[] bytes = parts.get(part);
            if (!partOpen) {
                if (out.maxCapacity() - out.writerIndex() < LONGEST_LENGTH) {
                    return false;
                }
                int before = out.writerIndex();
                StreamFraming.writePartLength(out, bytes.length);
                waiting -= out.writerIndex() - before;
                partOpen = true;
                offset = 0;
            }
            int room = out.maxCapacity() - out.writerIndex();
            int count = Math.min(bytes.length - offset, room);
            out.writeBytes(bytes, offset, count);
            offset += count;
            waiting -= count;
            if (offset < bytes.length) {
                return false;
            }
            partOpen = false;
            part++;
        }
        return true;
    }
}
