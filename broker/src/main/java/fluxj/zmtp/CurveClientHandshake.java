package fluxj.zmtp;

import static fluxj.zmtp.CurveServerHandshake.COOKIE;
import static fluxj.zmtp.CurveServerHandshake.HELLO_PADDING;
import static fluxj.zmtp.CurveServerHandshake.HELLO_REST;
import static fluxj.zmtp.CurveServerHandshake.HELLO_ZEROS;
import static fluxj.zmtp.CurveServerHandshake.KEY;
import static fluxj.zmtp.CurveServerHandshake.MAC;
import static fluxj.zmtp.CurveServerHandshake.VOUCH;
import static fluxj.zmtp.CurveServerHandshake.WELCOME_BOX;

import fluxj.zmtp.crypto.CurveBox;
import fluxj.zmtp.crypto.CurveCrypto;
import fluxj.zmtp.crypto.CurveKey;
import fluxj.zmtp.crypto.CurveKeyPair;

import io.netty.buffer.ByteBuf;

import java.util.Optional;

/// CURVE, the connecting side; the commands are drawn at [CurveServerHandshake].
final class CurveClientHandshake implements Handshake {
    private static final int HELLO_COUNTER = 1;
    private static final int INITIATE_COUNTER = 2;

    private enum Stage {
        WAIT_WELCOME,
        WAIT_READY
    }

    private final SessionOptions options;
    private final SessionSecurity.CurveClient security;
    private final CurveCrypto crypto;
    private final CurveKeyPair ownTransient;
    private final CurveBox longTermBox;
    private Stage stage = Stage.WAIT_WELCOME;
    private Optional<CurveBox> trafficBox = Optional.empty();

    CurveClientHandshake(SessionOptions options, SessionSecurity.CurveClient security) {
        this.options = options;
        this.security = security;
        crypto = security.crypto();
        ownTransient = crypto.generate(security.random());
        longTermBox =
                CurveServerHandshake.agree(crypto, security.server(), ownTransient.secretKey());
    }

    @Override
    public void start(ByteBuf out) {
        Frames.writeHeader(out, Frames.COMMAND, 1 + ZmtpCommand.HELLO.length() + HELLO_REST);
        ZmtpCommand.writeName(out, ZmtpCommand.HELLO);
        out.writeByte(1).writeByte(0).writeZero(HELLO_PADDING);
        out.writeBytes(ownTransient.publicKey().bytes());
        out.writeLong(HELLO_COUNTER);
        int start = out.writerIndex();
        out.writeZero(MAC + HELLO_ZEROS);
        longTermBox.seal(
                CurveNonce.counted("CurveZMQHELLO---", HELLO_COUNTER),
                out,
                start,
                MAC + HELLO_ZEROS);
    }

    @Override
    public Optional<Result> command(ByteBuf body, ByteBuf out) {
        String name = ZmtpCommand.readName(body);
        if (name.equals(ZmtpCommand.ERROR)) {
            throw Handshake.refusedByPeer(body);
        }
        if (name.equals(ZmtpCommand.HELLO)) {
            throw new ZmtpException("both ends are the CURVE client: is a child connected to one?");
        }
        return switch (stage) {
            case WAIT_WELCOME -> {
                if (!name.equals(ZmtpCommand.WELCOME)) {
                    throw Handshake.unexpected(name, ZmtpCommand.WELCOME);
                }
                welcome(body, out);
                yield Optional.empty();
            }
            case WAIT_READY -> {
                if (!name.equals(ZmtpCommand.READY)) {
                    throw Handshake.unexpected(name, ZmtpCommand.READY);
                }
                yield Optional.of(ready(body));
            }
        };
    }

    private void welcome(ByteBuf body, ByteBuf out) {
        if (body.readableBytes() != CurveNonce.LONG_SIZE + WELCOME_BOX) {
            throw new ZmtpException("malformed WELCOME in the CURVE handshake");
        }
        byte[] nonce = CurveNonce.random("WELCOME-", body, body.readerIndex());
        body.skipBytes(CurveNonce.LONG_SIZE);
        if (!CurveServerHandshake.openRest(longTermBox, nonce, body)) {
            throw new ZmtpException("WELCOME that cannot be decrypted: forged or damaged");
        }
        CurveKey serverTransient = CurveServerHandshake.readKey(body);
        byte[] cookie = new byte[COOKIE];
        body.readBytes(cookie);
        CurveBox box =
                CurveServerHandshake.agree(crypto, serverTransient, ownTransient.secretKey());
        trafficBox = Optional.of(box);
        stage = Stage.WAIT_READY;
        writeInitiate(serverTransient, cookie, box, out);
    }

    private void writeInitiate(CurveKey serverTransient, byte[] cookie, CurveBox box, ByteBuf out) {
        int metadata = PeerMetadata.size(options.type(), options.identity());
        int boxSize = MAC + KEY + VOUCH + metadata;
        Frames.writeHeader(
                out,
                Frames.COMMAND,
                1 + ZmtpCommand.INITIATE.length() + COOKIE + CurveNonce.SHORT_SIZE + boxSize);
        ZmtpCommand.writeName(out, ZmtpCommand.INITIATE);
        out.writeBytes(cookie).writeLong(INITIATE_COUNTER);
        int start = out.writerIndex();
        out.writeZero(MAC).writeBytes(security.own().publicKey().bytes());
        byte[] vouchNonce = new byte[CurveNonce.LONG_SIZE];
        security.random().nextBytes(vouchNonce);
        int vouch = out.writerIndex();
        out.writeBytes(vouchNonce).writeZero(MAC);
        out.writeBytes(ownTransient.publicKey().bytes());
        out.writeBytes(security.server().bytes());
        CurveServerHandshake.agree(crypto, serverTransient, security.own().secretKey())
                .seal(
                        CurveNonce.random("VOUCH---", out, vouch),
                        out,
                        vouch + CurveNonce.LONG_SIZE,
                        VOUCH - CurveNonce.LONG_SIZE);
        PeerMetadata.write(out, options.type(), options.identity());
        box.seal(CurveNonce.counted("CurveZMQINITIATE", INITIATE_COUNTER), out, start, boxSize);
    }

    private Result ready(ByteBuf body) {
        CurveBox box = trafficBox.orElseThrow();
        if (body.readableBytes() < CurveNonce.SHORT_SIZE + MAC) {
            throw new ZmtpException("malformed READY in the CURVE handshake");
        }
        long counter = body.readLong();
        if (!CurveServerHandshake.openRest(
                box, CurveNonce.counted("CurveZMQREADY---", counter), body)) {
            throw new ZmtpException("READY that cannot be decrypted: forged or damaged");
        }
        PeerMetadata peer = PeerMetadata.read(body);
        peer.check(options.type());
        return new Result(peer, "", new CurveTraffic(box, false, INITIATE_COUNTER, counter));
    }

    @Override
    public String closeReason() {
        return switch (stage) {
            case WAIT_WELCOME ->
                    "peer closed the connection after our HELLO: it has another server key;"
                            + " do both brokers use the same certificate?";
            case WAIT_READY ->
                    "peer closed the connection after our INITIATE: our key is probably not"
                            + " allowed";
        };
    }
}
