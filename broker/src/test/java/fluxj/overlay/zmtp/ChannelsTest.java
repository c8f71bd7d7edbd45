package fluxj.overlay.zmtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.overlay.SocketOptions;
import fluxj.overlay.SocketSecurity;
import fluxj.overlay.SocketTiming;
import fluxj.reactor.netty.NettyReactor;

import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollChannelOption;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

class ChannelsTest {
    private final NettyReactor reactor =
            new NettyReactor("test-broker", Throwable::printStackTrace);

    @AfterEach
    void stop() {
        reactor.close();
    }

    /// `getOption` of an epoll channel is the kernel's getsockopt.
    @Test
    void tcpUserTimeoutIsSetOnBothEnds() throws Exception {
        assumeTrue(reactor.isEpoll(), "TCP_USER_TIMEOUT needs Linux's epoll transport");
        Channels channels = new Channels(true);
        SocketOptions options =
                SocketOptions.of("", new SocketSecurity.None())
                        .withTiming(
                                SocketTiming.DEFAULTS.withTcp(
                                        Duration.ofMinutes(2), Duration.ofSeconds(1)));
        ZmtpEndpoint endpoint = ZmtpEndpoint.parse("tcp://127.0.0.1:*");
        CompletableFuture<Integer> accepted = new CompletableFuture<>();
        CompletableFuture<Integer> connected = new CompletableFuture<>();
        reactor.post(
                () -> {
                    ListeningSocket server =
                            ListeningSocket.bind(
                                    endpoint,
                                    false,
                                    channels,
                                    reactor.eventLoop(),
                                    new ListeningSocket.Acceptor() {
                                        @Override
                                        public void onAccepted(ZmtpEndpoint where, Channel child) {
                                            channels.configure(child, where, options);
                                            accepted.complete(userTimeout(child));
                                            child.unsafe().closeForcibly();
                                        }

                                        @Override
                                        public void onAcceptFailed(
                                                ZmtpEndpoint where, Errno errno) {
                                            accepted.completeExceptionally(
                                                    new FluxException(errno));
                                        }
                                    });
                    ZmtpEndpoint.Tcp bound = (ZmtpEndpoint.Tcp) ZmtpEndpoint.parse(server.uri());
                    Channel client = channels.stream(bound);
                    channels.configure(client, bound, options);
                    reactor.eventLoop().register(client);
                    client.connect(
                                    new InetSocketAddress(
                                            Addresses.numeric(bound.host()), bound.port()))
                            .addListener(_ -> connected.complete(userTimeout(client)));
                });
        assertEquals(120_000, connected.get(20, TimeUnit.SECONDS));
        assertEquals(120_000, accepted.get(20, TimeUnit.SECONDS));
    }

    private static int userTimeout(Channel channel) {
        return channel.config().getOption(EpollChannelOption.TCP_USER_TIMEOUT);
    }

    @ParameterizedTest
    @CsvSource({
        "tcp://*:8050,*,8050",
        "tcp://en0:*,en0,0",
        "tcp://[2001:db8::7]:1,2001:db8::7,1",
        "tcp://e.example:65535,e.example,65535"
    })
    void readsTcpEndpoints(String uri, String host, int port) {
        assertEquals(new ZmtpEndpoint.Tcp(host, port), ZmtpEndpoint.parse(uri));
    }

    @Test
    void readsIpcEndpoints() {
        assertEquals(new ZmtpEndpoint.Ipc("/run/x", false), ZmtpEndpoint.parse("ipc:///run/x"));
        assertEquals(new ZmtpEndpoint.Ipc("x", true), ZmtpEndpoint.parse("ipc://@x"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tcp://",
                "tcp://host",
                "tcp://:1",
                "tcp://host:",
                "tcp://host:x1",
                "tcp://host:65536",
                "tcp://host:99999999999",
                "tcp://host:-1",
                "ipc://",
                "ipc://@",
                "ipc://*"
            })
    void refusesWhatIsNoEndpoint(String uri) {
        FluxException e =
                Assertions.assertThrows(FluxException.class, () -> ZmtpEndpoint.parse(uri));
        assertEquals(Errno.EINVAL, e.errno());
    }
}
