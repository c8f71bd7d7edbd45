package fluxj.reactor.netty;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.reactor.Timer;
import fluxj.wire.Credentials;
import fluxj.wire.Event;
import fluxj.wire.FrameAssembler;
import fluxj.wire.FrameAssembler.Arrival;
import fluxj.wire.Message;
import fluxj.wire.MessageCodec;
import fluxj.wire.Payload;
import fluxj.wire.Response;
import fluxj.wire.RouteStack;
import fluxj.wire.StreamFraming;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Whole messages over one stream socket (spec broker 1.2), on the loop of a [NettyReactor]: the
/// server's end of a client's connection.
///
/// What the peer does not read waits here. While more than [#PAUSE_BYTES] do, nothing is taken from
/// the peer, so that its own requests cannot add to them; a peer that reads steadily gets whatever
/// it has asked for. It is given up on when it takes nothing at all for [#STALL_LIMIT] in that
/// state (it may be stuck sending, and would be for ever), when [#EVENT_BYTES] wait and one more
/// event comes, and when its [StreamBudget] has no room for what nobody can refuse. What is given
/// up on hears why in a last message, behind what waits.
public final class MessageStream {
    /// Unread bytes from which on nothing more is read; half of it ends the pause.
    public static final int PAUSE_BYTES = 32 << 20;

    /// Unread bytes that one more event is too much for.
    public static final int EVENT_BYTES = 64 << 20;

    /// How long a peer that is paused may take nothing.
    public static final Duration STALL_LIMIT = Duration.ofSeconds(10);

    /// How long what waits for a peer that was given up on may still be read.
    private static final Duration LAST_WORD_LIMIT = Duration.ofSeconds(10);

    /// Takes what a stream has to say, on the reactor.
    public interface Listener {
        /// A message has arrived.
        void onMessage(Message message);

        /// A message was not let in; its sender has been told.
        default void onRefused(FluxException reason) {}

        /// The stream has ended; the last call.
        ///
        /// @param reason empty when the peer closed or this end did, otherwise what went wrong
        void onClosed(String reason);
    }

    private final NettyReactor reactor;
    private final Channel channel;
    private final Listener listener;
    private final FrameWriter writer;
    private final FrameAssembler assembler = new FrameAssembler(this::admit);
    private StreamBudget budget = StreamBudget.UNLIMITED;
    private ByteBuffer unread = ByteBuffer.allocate(0);
    private String reason = "";
    private boolean ended;
    private boolean started;
    private boolean held;
    private boolean paused;
    private @Nullable Timer stall;

    /// A stream over a channel that is not registered with any loop yet.
    MessageStream(NettyReactor reactor, Channel channel, Listener listener) {
        this.reactor = reactor;
        this.channel = channel;
        this.listener = listener;
        writer = new FrameWriter(reactor, channel, this::progressed);
        channel.config().setOption(ChannelOption.AUTO_READ, false);
        channel.config().setOption(ChannelOption.AUTO_CLOSE, false);
        channel.pipeline().addLast(new Incoming());
        reactor.eventLoop().register(channel);
    }

    /// Begins to read, within a budget; nothing arrives before.
    public void start(StreamBudget bounds) {
        if (!ended && !started) {
            started = true;
            budget = bounds;
            writer.charge(bounds);
            channel.config().setAutoRead(true);
        }
    }

    /// Sends one bare byte: the answer to a handshake (spec broker 1.6).
    public void sendByte(int value) {
        if (!ended) {
            channel.writeAndFlush(
                    Unpooled.wrappedBuffer(new byte[] {(byte) value}), channel.voidPromise());
        }
    }

    /// Sends a message, now or when the peer reads; dropped once the stream has ended.
    public void send(Message message) {
        send(message, MessageStream::nothing);
    }

    /// Sends a message and runs `onWritten` when the kernel has all of it. An answer for which
    /// there is no room becomes an error (EAGAIN).
    public void send(Message message, Runnable onWritten) {
        if (ended) {
            return;
        }
        if (message instanceof Event && unsentBytes() >= EVENT_BYTES) {
            giveUp(doesNotRead());
            return;
        }
        List<byte[]> parts = MessageCodec.toParts(message);
        long length = StreamFraming.frameLength(parts);
        if (writer.isIdle() && length <= FrameWriter.CHUNK) {
            write(parts, length, 0, onWritten);
        } else if (budget.take(length)) {
            write(parts, length, length, onWritten);
        } else if (ended) {
            // The budget has made room by giving up on this very stream.
            return;
        } else if (message instanceof Response response && response.isLast()) {
            parts = MessageCodec.toParts(tooMuch(response));
            write(parts, StreamFraming.frameLength(parts), 0, onWritten);
        } else {
            giveUp(doesNotRead());
        }
    }

    private static void nothing() {}

    private void write(List<byte[]> parts, long length, long charged, Runnable onWritten) {
        writer.write(new FrameWriter.Frame(parts, length, charged, onWritten));
        if (writer.unsent() > PAUSE_BYTES) {
            pauseOrGoOn();
        }
    }

    private String doesNotRead() {
        return "peer does not read: " + unsentBytes() + " bytes wait for it";
    }

    private Response tooMuch(Response response) {
        return new Response(
                response.topic(),
                Payload.ofText("no room for the answer: " + doesNotRead()),
                response.cred(),
                response.routes(),
                response.flags(),
                Errno.EAGAIN.number(),
                response.matchtag());
    }

    /// Bytes that wait for the peer to read.
    public long unsentBytes() {
        return writer.unsent();
    }

    /// Messages that wait for the peer to read.
    public int unsentMessages() {
        return writer.unsentMessages();
    }

    /// How long the peer has taken nothing of what waits for it; 0 when nothing does.
    public long stalledNanos() {
        return writer.isIdle() ? 0 : reactor.nanoTime() - writer.progressNanos();
    }

    /// Takes no message of the peer's any more, or goes on.
    public void hold(boolean on) {
        held = on;
        pauseOrGoOn();
    }

    /// Ends the stream after what was sent has gone out as far as the peer takes it now.
    public void close() {
        channel.close();
    }

    /// Ends the stream for its listener now, and for the peer when it has read what waits for it
    /// and, at the end, why; or a bounded time later.
    public void giveUp(String why) {
        if (ended) {
            return;
        }
        end(why);
        channel.config().setAutoRead(false);
        List<byte[]> parts = MessageCodec.toParts(lastWord(why));
        long length = StreamFraming.frameLength(parts);
        Timer limit = reactor.after(LAST_WORD_LIMIT, this::close);
        writer.write(
                new FrameWriter.Frame(
                        parts,
                        length,
                        0,
                        () -> {
                            limit.cancel();
                            close();
                        }));
    }

    /// A response to nothing, which flux-core's clients overlook and ours report.
    private static Response lastWord(String why) {
        return new Response(
                "disconnect",
                Payload.ofText(why),
                new Credentials(Credentials.USERID_UNKNOWN, Credentials.OWNER),
                RouteStack.EMPTY,
                Message.ROUTE,
                Errno.ENOBUFS.number(),
                0);
    }

    private void end(String why) {
        ended = true;
        reason = why;
        if (stall != null) {
            stall.cancel();
            stall = null;
        }
        unread = ByteBuffer.allocate(0);
        listener.onClosed(reason);
    }

    private void fail(String why) {
        if (!ended) {
            end(why);
        }
        close();
    }

    // --- holding the peer back

    private void progressed() {
        if (paused) {
            pauseOrGoOn();
        }
    }

    private void pauseOrGoOn() {
        if (ended || !started) {
            return;
        }
        long waits = unsentBytes();
        boolean full = waits > (paused ? PAUSE_BYTES / 2 : PAUSE_BYTES);
        boolean pause = held || full;
        if (pause != paused) {
            paused = pause;
            if (pause) {
                channel.config().setAutoRead(false);
            } else {
                reactor.post(this::goOn);
            }
        }
        if (full && stall == null) {
            watchForStall();
        }
    }

    private void goOn() {
        if (ended || paused) {
            return;
        }
        ByteBuffer rest = unread;
        unread = ByteBuffer.allocate(0);
        take(rest);
        if (!ended && !paused) {
            channel.config().setAutoRead(true);
        }
    }

    /// While much waits, gives up on a peer that takes nothing of it for a while.
    private void watchForStall() {
        long taken = writer.taken();
        stall =
                reactor.after(
                        STALL_LIMIT,
                        () -> {
                            stall = null;
                            if (ended || unsentBytes() <= PAUSE_BYTES / 2) {
                                return;
                            }
                            if (writer.taken() == taken) {
                                giveUpStalled();
                            } else {
                                watchForStall();
                            }
                        });
    }

    /// Gives up on a peer that reads nothing: what waits is forgotten, because it holds memory that
    /// others need.
    public void giveUpStalled() {
        String why = doesNotRead();
        writer.dropUnstarted();
        giveUp(why);
    }

    // --- from the peer

    private Optional<FluxException> admit(int bytes) {
        return budget.admit(bytes);
    }

    private void take(ByteBuffer in) {
        try {
            while (!ended && !paused) {
                Optional<Arrival> next = assembler.next(in);
                if (next.isEmpty()) {
                    return;
                }
                arrived(next.get());
            }
        } catch (FluxException e) {
            fail(e.getMessage() == null ? "protocol error" : e.getMessage());
        }
        if (!ended && in.hasRemaining()) {
            unread = ByteBuffer.allocate(in.remaining()).put(in).flip();
        }
    }

    private void arrived(Arrival arrival) {
        try {
            switch (arrival) {
                case Arrival.Whole whole -> listener.onMessage(whole.message());
                case Arrival.Refused refused -> {
                    refused.answer().ifPresent(this::sendRefusal);
                    listener.onRefused(refused.reason());
                }
            }
        } finally {
            budget.give(arrival.bytes());
        }
    }

    private void sendRefusal(Response refusal) {
        send(refusal.withCred(new Credentials(Credentials.USERID_UNKNOWN, Credentials.OWNER)));
    }

    private final class Incoming extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ByteBuf in = (ByteBuf) message;
            try {
                if (!ended) {
                    if (unread.hasRemaining()) {
                        keep(in);
                    } else {
                        take(in.internalNioBuffer(in.readerIndex(), in.readableBytes()));
                    }
                }
            } finally {
                in.release();
            }
        }

        /// What still comes after a pause has begun.
        private void keep(ByteBuf in) {
            unread =
                    ByteBuffer.allocate(unread.remaining() + in.readableBytes())
                            .put(unread)
                            .put(in.nioBuffer())
                            .flip();
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            if (!ended) {
                end(reason);
            }
            writer.clear();
            budget.give(assembler.admitted());
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
