package fluxj.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import fluxj.cert.CurveCertificate;
import fluxj.errors.Errno;
import fluxj.json.JsonObject;
import fluxj.overlay.DealerListener;
import fluxj.overlay.DealerSocket;
import fluxj.overlay.SocketOptions;
import fluxj.overlay.SocketSecurity;
import fluxj.overlay.zmtp.ZmtpTransport;
import fluxj.reactor.netty.NettyReactor;
import fluxj.wire.Credentials;
import fluxj.wire.Message;
import fluxj.wire.Payload;
import fluxj.wire.Request;
import fluxj.wire.Response;
import fluxj.zmtp.crypto.CurveCryptoProvider;
import fluxj.zmtp.crypto.CurveKey;
import fluxj.zmtp.crypto.CurveKeyPair;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A child of another release, made by hand, at a real broker's door.
class VersionTest {
    private static final int VERSION_0_87 = 87 << 8;

    @TempDir Path dir;

    @Test
    void aChildOfAnotherVersionIsRefusedOnBothEnds() throws InterruptedException {
        try (Site site = Site.overTcp(dir, 2).with("-Sbroker.quorum=1");
                NettyReactor reactor =
                        new NettyReactor(
                                "old-child",
                                fault -> {
                                    throw new AssertionError(fault);
                                })) {
            TestBrokerProcess leader = site.start(0);
            leader.awaitRun();
            LinkedBlockingQueue<Message> answers = new LinkedBlockingQueue<>();
            CurveKeyPair key = key(dir.resolve("curve.cert"));
            reactor.post(() -> hello(reactor, key, site.port(0), answers));
            Message answer = answers.poll(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS);
            Response refusal = assertInstanceOf(Response.class, answer, leader.log());
            assertEquals(Errno.EINVAL, refusal.error().errno());
            assertEquals(
                    "client (0.87.0) version mismatched with server (0.88.0)",
                    refusal.error().getMessage());
            leader.awaitLog("client (0.87.0) version mismatched with server (0.88.0)");
            assertEquals(0, leader.fluxj("ping", "--count=1", "0").run().exitCode());
        }
    }

    private static CurveKeyPair key(Path file) {
        var crypto = CurveCryptoProvider.select("auto").crypto();
        CurveCertificate certificate =
                CurveCertificate.load(
                        file, secret -> crypto.publicKey(CurveKey.of(secret)).bytes());
        return new CurveKeyPair(
                CurveKey.of(certificate.publicKey()), CurveKey.of(certificate.secretKey()));
    }

    private static void hello(
            NettyReactor reactor,
            CurveKeyPair key,
            int port,
            LinkedBlockingQueue<Message> answers) {
        String uuid = "01234567-89ab-cdef-0123-456789abcdef";
        ZmtpTransport transport = new ZmtpTransport(reactor, "auto", 1);
        DealerSocket socket =
                transport.dealer(
                        SocketOptions.of(
                                uuid, new SocketSecurity.CurveClient(key, key.publicKey())),
                        new DealerListener() {
                            @Override
                            public void onMessage(Message message) {
                                answers.add(message);
                            }

                            @Override
                            public void onRejected(String peer, String reason) {
                                throw new AssertionError(peer + ": " + reason);
                            }
                        });
        socket.connect("tcp://127.0.0.1:" + port);
        JsonObject body =
                JsonObject.builder()
                        .put("rank", 1)
                        .put("version", VERSION_0_87)
                        .put("uuid", uuid)
                        .put("status", 1)
                        .put("hostname", "node1")
                        .build();
        socket.send(
                Request.of("overlay.hello", Payload.of(body), Message.NODEID_ANY, 0, 0)
                        .withCred(new Credentials(Credentials.USERID_UNKNOWN, Credentials.OWNER)));
    }
}
