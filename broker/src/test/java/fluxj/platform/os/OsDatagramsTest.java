package fluxj.platform.os;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainDatagramPacket;
import io.netty.channel.unix.DomainSocketAddress;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// Datagrams as systemd and the system's log take them.
class OsDatagramsTest {
    @TempDir private Path folder = Path.of("");

    @Test
    void aDatagramArrivesWhole() throws InterruptedException {
        Path socket = folder.resolve("notify");
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        try {
            Channel channel =
                    new Bootstrap()
                            .group(group)
                            .channel(EpollDomainDatagramChannel.class)
                            .handler(new Ear(heard))
                            .bind(new DomainSocketAddress(socket.toFile()))
                            .sync()
                            .channel();
            OsDatagrams.send(socket.toString(), "READY=1\nSTATUS=Läuft");
            assertEquals("READY=1\nSTATUS=Läuft", heard.poll(10, TimeUnit.SECONDS));
            channel.close().sync();
        } finally {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
        }
    }

    private static final class Ear extends SimpleChannelInboundHandler<DomainDatagramPacket> {
        private final BlockingQueue<String> heard;

        Ear(BlockingQueue<String> heard) {
            this.heard = heard;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, DomainDatagramPacket packet) {
            heard.add(packet.content().toString(StandardCharsets.UTF_8));
        }
    }

    @Test
    void nobodyThereIsSaid() {
        String nowhere = folder.resolve("nowhere").toString();
        FluxException error =
                assertThrows(FluxException.class, () -> OsDatagrams.send(nowhere, "x"));
        assertEquals(Errno.ENOENT, error.errno());
    }

    @Test
    void aNameThatNoSocketHasIsRefused() {
        for (String name : new String[] {"", "x".repeat(108)}) {
            FluxException error =
                    assertThrows(FluxException.class, () -> OsDatagrams.send(name, "x"));
            assertEquals(Errno.EINVAL, error.errno());
        }
    }
}
