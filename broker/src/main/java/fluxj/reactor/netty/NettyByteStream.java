package fluxj.reactor.netty;

import fluxj.platform.ByteStream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DuplexChannel;

import org.jspecify.annotations.Nullable;

import java.io.IOException;

/// A stream socket as a [ByteStream].
final class NettyByteStream extends ChannelInboundHandlerAdapter implements ByteStream {
    private final DuplexChannel channel;
    private final NettyReactor reactor;
    private @Nullable Listener listener;
    private int pending;
    private boolean ending;
    private boolean ended;

    NettyByteStream(DuplexChannel channel, NettyReactor reactor) {
        this.channel = channel;
        this.reactor = reactor;
        channel.config().setAutoRead(false);
        channel.pipeline().addLast(this);
        EventLoop loop = reactor.eventLoop();
        loop.register(channel);
    }

    @Override
    public void listen(Listener target) {
        if (listener != null) {
            throw new IllegalStateException("a stream has one listener");
        }
        listener = target;
        if (ended) {
            target.onEnd();
        } else {
            channel.config().setAutoRead(true);
        }
    }

    @Override
    public void write(byte[] chunk) {
        if (ending || ended || chunk.length == 0) {
            return;
        }
        pending += chunk.length;
        channel.writeAndFlush(Unpooled.wrappedBuffer(chunk))
                .addListener(written -> taken(chunk.length, written.isSuccess()));
    }

    private void taken(int bytes, boolean success) {
        pending -= bytes;
        Listener target = listener;
        if (success && target != null) {
            reactor.guard(() -> target.onTaken(bytes));
        }
        shutWhenDrained();
    }

    @Override
    public int pending() {
        return pending;
    }

    @Override
    public void end() {
        ending = true;
        shutWhenDrained();
    }

    private void shutWhenDrained() {
        if (ending && pending == 0 && !ended) {
            channel.shutdownOutput();
        }
    }

    @Override
    public void reading(boolean on) {
        if (!ended) {
            channel.config().setAutoRead(on);
        }
    }

    @Override
    public void close() {
        channel.close();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf in = (ByteBuf) message;
        byte[] chunk = new byte[in.readableBytes()];
        in.readBytes(chunk);
        in.release();
        Listener target = listener;
        if (target != null) {
            reactor.guard(() -> target.onBytes(chunk));
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        ended = true;
        Listener target = listener;
        if (target != null) {
            reactor.guard(target::onEnd);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        // A socket whose other side is gone with bytes unread says "reset": that is its end.
        context.close();
        if (!(cause instanceof IOException)) {
            reactor.fault(cause);
        }
    }
}
