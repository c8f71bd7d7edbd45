package fluxj.overlay.zmtp;

import fluxj.zmtp.SessionEvents;
import fluxj.zmtp.ZmtpException;
import fluxj.zmtp.ZmtpSession;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.concurrent.ScheduledFuture;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// One connection: bytes in, messages out, and the other way round. It lives on its channel's loop,
/// and so does everything here but the queue's byte count.
///
/// What is sent in one turn of the loop leaves in one write at the end of that turn. Messages stay
/// in the queue, unencoded, while the kernel takes no more ([OutboundBuffer]), so that a lost
/// connection loses at most what was on its way and never half of a message is sent again.
final class ZmtpLink extends ChannelInboundHandlerAdapter implements SessionEvents {
    /// Batches written before others on the loop have their turn.
    private static final int ROUNDS = 16;

    /// What a link tells the socket it belongs to, on its own loop.
    interface Listener {
        void onReady(ZmtpLink link);

        void onMessage(ZmtpLink link, List<byte[]> parts);

        void onPong(ZmtpLink link);

        /// The connection is closed; nothing follows.
        void onClosed(ZmtpLink link, String reason);
    }

    /// Why a link does not read.
    enum Hold {
        /// It is not decided yet whether the peer is let in.
        ADMISSION,
        /// The reactor has not got round to what was read.
        UNDELIVERED,
        /// The socket's owner said so.
        OWNER
    }

    private final LinkOptions options;
    private final OutboundQueue queue;
    private final Listener listener;
    private final ZmtpSession session;
    private final OutboundBuffer outgoing;
    private final Set<Hold> holds = EnumSet.noneOf(Hold.class);
    private final ByteBuf replies = Unpooled.buffer(512);
    private @Nullable Channel channel;
    private @Nullable ByteBuf unread;
    private @Nullable ScheduledFuture<?> deadline;
    private String peerAddress = "";
    private String identity = "";
    private String keyLabel = "";
    private String closeReason = "";
    private boolean pumpScheduled;
    private boolean lingering;
    private boolean closed;
    private boolean receiving;

    ZmtpLink(LinkOptions options, OutboundQueue queue, Listener listener) {
        this.options = options;
        this.queue = queue;
        this.listener = listener;
        session = new ZmtpSession(options.session(), this);
        outgoing = new OutboundBuffer(queue, session);
    }

    /// The peer's identity, once ready.
    String identity() {
        return identity;
    }

    /// The label of the peer's key, once ready.
    String keyLabel() {
        return keyLabel;
    }

    /// The peer's address for people.
    String peerAddress() {
        return peerAddress;
    }

    OutboundQueue queue() {
        return queue;
    }

    boolean isReady() {
        return session.isReady();
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        Channel opened = ctx.channel();
        channel = opened;
        peerAddress = PeerAddresses.of(opened);
        deadline =
                opened.eventLoop()
                        .schedule(
                                this::handshakeTooSlow,
                                options.handshake().toNanos(),
                                TimeUnit.NANOSECONDS);
        ByteBuf out = opened.alloc().ioBuffer(OutboundBuffer.BATCH / 64);
        session.open(out);
        opened.writeAndFlush(out, opened.voidPromise());
    }

    private void handshakeTooSlow() {
        if (!session.isReady()) {
            close(
                    "no handshake within "
                            + options.handshake().toMillis()
                            + " ms: silent or slow peer");
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        if (closed) {
            bytes.release();
            return;
        }
        unread =
                unread == null
                        ? bytes
                        : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ctx.alloc(), unread, bytes);
        receive(ctx.channel());
    }

    private void receive(Channel from) {
        ByteBuf in = unread;
        if (in == null || receiving) {
            return;
        }
        String refusal = "";
        receiving = true;
        try {
            session.receive(in, replies);
        } catch (ZmtpException e) {
            refusal = e.reason();
        } finally {
            receiving = false;
        }
        if (replies.isReadable()) {
            ByteBuf out = from.alloc().ioBuffer(replies.readableBytes()).writeBytes(replies);
            replies.clear();
            from.writeAndFlush(out, from.voidPromise());
        }
        if (session.hasOwed()) {
            schedulePump();
        }
        if (!refusal.isEmpty()) {
            close(refusal);
        } else if (!in.isReadable()) {
            unread = null;
            in.release();
        }
    }

    /// Stops taking in messages, so that the kernel's buffers fill and the peer has to wait, until
    /// no reason for it is left.
    void hold(Hold reason, boolean on) {
        Channel open = channel;
        if (open == null || !(on ? holds.add(reason) : holds.remove(reason))) {
            return;
        }
        if (on && holds.size() == 1) {
            session.pause();
            open.config().setAutoRead(false);
        } else if (holds.isEmpty() && !closed && closeReason.isEmpty()) {
            session.resume();
            open.config().setAutoRead(true);
            receive(open);
        }
    }

    /// Runs a task on the link's loop: at once when this is it.
    void onLoop(Runnable task) {
        Channel open = channel;
        if (open == null || open.eventLoop().inEventLoop()) {
            task.run();
        } else {
            open.eventLoop().execute(task);
        }
    }

    /// Queues a message that room was reserved for.
    void send(OutboundQueue.Outbound message) {
        if (closed) {
            queue.release(message.bytes());
            return;
        }
        queue.add(message);
        schedulePump();
    }

    private void schedulePump() {
        Channel open = channel;
        if (!pumpScheduled && open != null && session.isReady()) {
            pumpScheduled = true;
            open.eventLoop().execute(this::pump);
        }
    }

    private void pump() {
        pumpScheduled = false;
        Channel open = channel;
        if (open == null || closed) {
            return;
        }
        for (int i = 0; i < ROUNDS && open.isWritable() && !outgoing.isEmpty(); i++) {
            ByteBuf batch = open.alloc().ioBuffer(outgoing.nextSize());
            long done = outgoing.fill(batch);
            open.writeAndFlush(batch).addListener(_ -> wrote(open, done));
        }
        if (open.isWritable() && !outgoing.isEmpty()) {
            schedulePump();
        }
    }

    private void wrote(Channel open, long bytes) {
        queue.budget().progressed();
        queue.release(bytes);
        if (lingering && queue.bytes() == 0) {
            open.close();
        }
    }

    /// Asks for a sign of life, which comes as [Listener#onPong].
    void ping() {
        if (session.isReady() && !closed) {
            session.wantPing();
            schedulePump();
        }
    }

    /// Closes the connection now.
    void close(String reason) {
        if (closeReason.isEmpty()) {
            closeReason = reason;
        }
        session.pause();
        Channel open = channel;
        if (open != null) {
            open.close();
        }
    }

    /// Closes the connection when the queue is empty or the linger time is over.
    void closeAfterSending(String reason) {
        if (closeReason.isEmpty()) {
            closeReason = reason;
        }
        Channel open = channel;
        if (open == null || closed) {
            return;
        }
        pump();
        if (!session.isReady() || queue.bytes() == 0) {
            open.close();
            return;
        }
        lingering = true;
        open.eventLoop()
                .schedule(() -> open.close(), options.linger().toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (ctx.channel().isWritable()) {
            schedulePump();
        }
    }

    @Override
    public void onReady(String peerIdentity, String label) {
        identity = peerIdentity;
        keyLabel = label;
        cancelDeadline();
        listener.onReady(this);
        schedulePump();
    }

    @Override
    public void onMessage(List<byte[]> parts) {
        listener.onMessage(this, parts);
    }

    @Override
    public void onPong() {
        listener.onPong(this);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        close(
                cause instanceof IOException
                        ? SocketErrors.errno(cause).text()
                        : "internal error: " + cause);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        closed = true;
        cancelDeadline();
        outgoing.abandon();
        if (unread != null) {
            unread.release();
            unread = null;
        }
        listener.onClosed(this, closeReason.isEmpty() ? session.closeReason() : closeReason);
    }

    private void cancelDeadline() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }
}
