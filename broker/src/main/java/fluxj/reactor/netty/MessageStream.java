package fluxj.reactor.netty;

import fluxj.errors.FluxException;
import fluxj.reactor.Timer;
import fluxj.wire.Message;
import fluxj.wire.StreamFraming;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.WriteBufferWaterMark;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;

/// Whole messages over one stream socket (spec 1.2), on the loop of a [NettyReactor]: the server's
/// end of a client's connection.
///
/// What the peer does not read is queued here. While more than [#PAUSE_BYTES] wait, nothing is read
/// from the peer, so that its own requests cannot fill the queue; when it takes nothing at all for
/// [#STALL_LIMIT] in that state (it may be stuck sending, and would be for ever), or when
/// [#BUDGET_BYTES] wait and one more message is sent, the connection ends and its [Listener] hears
/// why. A partial message holds no more memory than has arrived of it.
public final class MessageStream {
    /// Unread bytes that end the connection.
    public static final int BUDGET_BYTES = 64 << 20;

    /// Unread bytes from which on nothing more is read; half of it ends the pause.
    public static final int PAUSE_BYTES = 32 << 20;

    /// How long a peer that is paused may take nothing.
    public static final Duration STALL_LIMIT = Duration.ofSeconds(10);

    /// Takes what a stream has to say, on the reactor.
    public interface Listener {
        /// A message has arrived.
        void onMessage(Message message);

        /// The stream has ended; the last call.
        ///
        /// @param reason empty when the peer closed or this end did, otherwise what went wrong
        void onClosed(String reason);
    }

    private final NettyReactor reactor;
    private final Channel channel;
    private final Listener listener;
    private String reason = "";
    private boolean closed;
    private boolean started;
    private long queuedBytes;
    private @Nullable Timer stall;

    /// A stream over a channel that is not registered with any loop yet.
    MessageStream(NettyReactor reactor, Channel channel, Listener listener) {
        this.reactor = reactor;
        this.channel = channel;
        this.listener = listener;
        channel.config().setOption(ChannelOption.AUTO_READ, false);
        channel.config().setOption(ChannelOption.AUTO_CLOSE, false);
        channel.config()
                .setOption(
                        ChannelOption.WRITE_BUFFER_WATER_MARK,
                        new WriteBufferWaterMark(PAUSE_BYTES / 2, PAUSE_BYTES));
        channel.pipeline().addLast(new Frames());
        reactor.eventLoop().register(channel);
    }

    /// Begins to read; nothing arrives before.
    public void start() {
        if (!closed && !started) {
            started = true;
            channel.config().setAutoRead(true);
        }
    }

    /// Sends one bare byte: the answer to a handshake (spec 1.6).
    public void sendByte(int value) {
        if (!closed) {
            channel.writeAndFlush(
                    Unpooled.wrappedBuffer(new byte[] {(byte) value}), channel.voidPromise());
        }
    }

    /// Sends a message, now or when the peer reads; dropped once the stream has ended.
    public void send(Message message) {
        if (closed) {
            return;
        }
        long waiting = unsentBytes();
        if (waiting >= BUDGET_BYTES) {
            fail("peer does not read: " + waiting + " bytes wait for it");
            return;
        }
        byte[] bytes = StreamFraming.encode(message);
        queuedBytes += bytes.length;
        channel.writeAndFlush(Unpooled.wrappedBuffer(bytes), channel.voidPromise());
    }

    /// Bytes that wait for the peer to read.
    public long unsentBytes() {
        ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
        return waiting == null ? 0 : waiting.totalPendingWriteBytes();
    }

    /// Messages that wait for the peer to read.
    public int unsentMessages() {
        ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
        return waiting == null ? 0 : waiting.size();
    }

    /// Ends the stream after what was sent has gone out as far as the peer takes it now.
    public void close() {
        if (!closed) {
            channel.close();
        }
    }

    /// While the peer is paused, ends the connection when nothing leaves the queue for a while.
    private void watchForStall() {
        if (stall != null) {
            stall.cancel();
            stall = null;
        }
        if (channel.isOpen() && !channel.isWritable()) {
            long taken = queuedBytes - unsentBytes();
            stall = reactor.after(STALL_LIMIT, () -> checkStall(taken));
        }
    }

    private void checkStall(long takenBefore) {
        stall = null;
        long waiting = unsentBytes();
        if (channel.isOpen() && !channel.isWritable() && queuedBytes - waiting <= takenBefore) {
            fail("peer does not read: " + waiting + " bytes wait for it");
        } else {
            watchForStall();
        }
    }

    private void fail(String why) {
        if (reason.isEmpty()) {
            reason = why;
        }
        close();
    }

    private final class Frames extends ChannelInboundHandlerAdapter {
        private @Nullable ByteBuf partial;

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ByteBuf in = (ByteBuf) message;
            try {
                if (partial == null) {
                    takeAll(in);
                    if (in.isReadable() && channel.isOpen()) {
                        partial = context.alloc().heapBuffer(in.readableBytes());
                        partial.writeBytes(in);
                    }
                } else {
                    append(partial, in);
                    takeAll(partial);
                    if (!channel.isOpen() || !partial.isReadable()) {
                        drop();
                    } else {
                        partial.discardSomeReadBytes();
                    }
                }
            } catch (FluxException e) {
                fail(e.getMessage() == null ? "protocol error" : e.getMessage());
            } finally {
                in.release();
            }
        }

        /// Grows by doubling, as a buffer on its own would not beyond 4 MiB.
        private void append(ByteBuf to, ByteBuf in) {
            int needed = to.writerIndex() + in.readableBytes();
            if (needed > to.capacity()) {
                to.capacity(
                        (int)
                                Math.min(
                                        Integer.MAX_VALUE - 8,
                                        Math.max(needed, to.capacity() * 2L)));
            }
            to.writeBytes(in);
        }

        private void takeAll(ByteBuf in) {
            while (channel.isOpen() && in.isReadable()) {
                ByteBuffer view = in.nioBuffer();
                var message = StreamFraming.decode(view);
                if (message.isEmpty()) {
                    return;
                }
                in.skipBytes(view.position());
                listener.onMessage(message.get());
            }
        }

        private void drop() {
            if (partial != null) {
                partial.release();
                partial = null;
            }
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            if (started) {
                channel.config().setAutoRead(channel.isWritable());
                watchForStall();
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            drop();
            if (stall != null) {
                stall.cancel();
            }
            if (!closed) {
                closed = true;
                listener.onClosed(reason);
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            if (cause instanceof IOException) {
                // A peer that has closed its reading end may still be sending: its end comes as
                // the end of input, or as a failure to read, which closes the channel by itself.
                return;
            }
            if (cause instanceof RuntimeException bug) {
                reactor.post(
                        () -> {
                            throw bug;
                        });
            }
            fail(String.valueOf(cause.getMessage()));
        }
    }
}
