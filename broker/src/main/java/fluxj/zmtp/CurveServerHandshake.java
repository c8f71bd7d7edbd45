package fluxj.zmtp;

import fluxj.zmtp.crypto.CurveBox;
import fluxj.zmtp.crypto.CurveCrypto;
import fluxj.zmtp.crypto.CurveKey;
import fluxj.zmtp.crypto.CurveKeyPair;

import io.netty.buffer.ByteBuf;

import java.util.Arrays;
import java.util.Optional;

/// CURVE, the accepting side (RFC 26). C and S are the long-term keys of client and server, C' and
/// S' those made for this connection; small letters are the secret halves.
///
/// ```
///   HELLO      "HELLO" 1 0 72*zero  C'  counter  Box[64*zero](C'->S)
///   WELCOME    "WELCOME" nonce  Box[S' cookie](S->C')      cookie = nonce Box[C' s'](K)
///   INITIATE   "INITIATE" cookie counter  Box[C vouch metadata](C'->S')
///                                         vouch = nonce Box[C' S](C->S')
///   READY      "READY" counter  Box[metadata](S'->C')
/// ```
///
/// K, the cookie's key, lives from WELCOME to INITIATE of one connection.
final class CurveServerHandshake implements Handshake {
    static final int MAC = CurveCrypto.MAC_SIZE;
    static final int KEY = CurveKey.SIZE;
    static final int HELLO_ZEROS = 64;
    static final int HELLO_PADDING = 72;
    static final int HELLO_REST =
            2 + HELLO_PADDING + KEY + CurveNonce.SHORT_SIZE + MAC + HELLO_ZEROS;
    static final int COOKIE = CurveNonce.LONG_SIZE + MAC + 2 * KEY;
    static final int VOUCH = CurveNonce.LONG_SIZE + MAC + 2 * KEY;
    static final int WELCOME_BOX = MAC + KEY + COOKIE;
    private static final int INITIATE_MIN = COOKIE + CurveNonce.SHORT_SIZE + MAC + KEY + VOUCH;

    private record Cookie(CurveBox box, CurveKey clientTransient, CurveKeyPair ownTransient) {}

    private final SessionOptions options;
    private final SessionSecurity.CurveServer security;
    private final CurveCrypto crypto;
    private Optional<Cookie> cookie = Optional.empty();
    private long received;

    CurveServerHandshake(SessionOptions options, SessionSecurity.CurveServer security) {
        this.options = options;
        this.security = security;
        crypto = security.crypto();
    }

    @Override
    public void start(ByteBuf out) {}

    @Override
    public Optional<Result> command(ByteBuf body, ByteBuf out) {
        String name = ZmtpCommand.readName(body);
        if (name.equals(ZmtpCommand.ERROR)) {
            throw Handshake.refusedByPeer(body);
        }
        if (cookie.isEmpty()) {
            if (!name.equals(ZmtpCommand.HELLO)) {
                throw Handshake.unexpected(name, ZmtpCommand.HELLO);
            }
            hello(body, out);
            return Optional.empty();
        }
        if (!name.equals(ZmtpCommand.INITIATE)) {
            throw Handshake.unexpected(name, ZmtpCommand.INITIATE);
        }
        Cookie used = cookie.get();
        cookie = Optional.empty();
        return Optional.of(initiate(used, body, out));
    }

    private void hello(ByteBuf body, ByteBuf out) {
        if (body.readableBytes() != HELLO_REST || body.readByte() != 1 || body.readByte() != 0) {
            throw new ZmtpException("malformed HELLO in the CURVE handshake");
        }
        body.skipBytes(HELLO_PADDING);
        CurveKey clientTransient = readKey(body);
        received = body.readLong();
        CurveBox box = agree(crypto, clientTransient, security.own().secretKey());
        if (!openRest(box, CurveNonce.counted("CurveZMQHELLO---", received), body)
                || !isZero(body)) {
            throw new ZmtpException(
                    "peer expects another server key: do both brokers use the same certificate?");
        }
        byte[] cookieKey = new byte[KEY];
        security.random().nextBytes(cookieKey);
        Cookie fresh =
                new Cookie(
                        crypto.secretBox(cookieKey),
                        clientTransient,
                        crypto.generate(security.random()));
        cookie = Optional.of(fresh);
        writeWelcome(fresh, box, out);
    }

    private void writeWelcome(Cookie fresh, CurveBox box, ByteBuf out) {
        Frames.writeHeader(
                out,
                Frames.COMMAND,
                1 + ZmtpCommand.WELCOME.length() + CurveNonce.LONG_SIZE + WELCOME_BOX);
        ZmtpCommand.writeName(out, ZmtpCommand.WELCOME);
        byte[] nonces = new byte[2 * CurveNonce.LONG_SIZE];
        security.random().nextBytes(nonces);
        int start = out.writerIndex();
        out.writeBytes(nonces, 0, CurveNonce.LONG_SIZE).writeZero(MAC);
        out.writeBytes(fresh.ownTransient().publicKey().bytes());
        int cookieStart = out.writerIndex();
        out.writeBytes(nonces, CurveNonce.LONG_SIZE, CurveNonce.LONG_SIZE).writeZero(MAC);
        out.writeBytes(fresh.clientTransient().bytes());
        out.writeBytes(fresh.ownTransient().secretKey().bytes());
        fresh.box()
                .seal(
                        CurveNonce.random("COOKIE--", out, cookieStart),
                        out,
                        cookieStart + CurveNonce.LONG_SIZE,
                        COOKIE - CurveNonce.LONG_SIZE);
        box.seal(
                CurveNonce.random("WELCOME-", out, start),
                out,
                start + CurveNonce.LONG_SIZE,
                WELCOME_BOX);
    }

    private Result initiate(Cookie used, ByteBuf body, ByteBuf out) {
        if (body.readableBytes() < INITIATE_MIN) {
            throw new ZmtpException("malformed INITIATE in the CURVE handshake");
        }
        byte[] nonce = CurveNonce.random("COOKIE--", body, body.readerIndex());
        body.skipBytes(CurveNonce.LONG_SIZE);
        ByteBuf sealed = body.readSlice(COOKIE - CurveNonce.LONG_SIZE);
        if (!openRest(used.box(), nonce, sealed)
                || !readKey(sealed).equals(used.clientTransient())
                || !readKey(sealed).equals(used.ownTransient().secretKey())) {
            throw new ZmtpException("CURVE handshake with a foreign or replayed cookie");
        }
        long counter = body.readLong();
        if (Long.compareUnsigned(counter, received) <= 0) {
            throw new ZmtpException("CURVE handshake with a used nonce: replayed");
        }
        received = counter;
        CurveBox box = agree(crypto, used.clientTransient(), used.ownTransient().secretKey());
        if (!openRest(box, CurveNonce.counted("CurveZMQINITIATE", counter), body)) {
            throw new ZmtpException("INITIATE that cannot be decrypted: forged or damaged");
        }
        CurveKey client = readKey(body);
        checkVouch(used, client, body);
        Optional<String> label = security.authorize().apply(client);
        if (label.isEmpty()) {
            ZmtpCommand.writeError(out, "400");
            throw new ZmtpException(
                    "client key "
                            + client.z85()
                            + " is not allowed: do both brokers use the same certificate?");
        }
        PeerMetadata peer = PeerMetadata.read(body);
        peer.check(options.type());
        writeReady(box, out);
        return new Result(peer, label.get(), new CurveTraffic(box, true, 1, received));
    }

    private void checkVouch(Cookie used, CurveKey client, ByteBuf body) {
        byte[] nonce = CurveNonce.random("VOUCH---", body, body.readerIndex());
        body.skipBytes(CurveNonce.LONG_SIZE);
        ByteBuf vouch = body.readSlice(VOUCH - CurveNonce.LONG_SIZE);
        CurveBox box = agree(crypto, client, used.ownTransient().secretKey());
        if (!openRest(box, nonce, vouch)
                || !readKey(vouch).equals(used.clientTransient())
                || !readKey(vouch).equals(security.own().publicKey())) {
            throw new ZmtpException("peer does not have the secret half of its key");
        }
    }

    private void writeReady(CurveBox box, ByteBuf out) {
        int boxSize = MAC + PeerMetadata.size(options.type(), options.identity());
        Frames.writeHeader(
                out,
                Frames.COMMAND,
                1 + ZmtpCommand.READY.length() + CurveNonce.SHORT_SIZE + boxSize);
        ZmtpCommand.writeName(out, ZmtpCommand.READY);
        out.writeLong(1);
        int start = out.writerIndex();
        out.writeZero(MAC);
        PeerMetadata.write(out, options.type(), options.identity());
        box.seal(CurveNonce.counted("CurveZMQREADY---", 1), out, start, boxSize);
    }

    @Override
    public String closeReason() {
        return cookie.isEmpty()
                ? "peer closed the connection during the handshake"
                : "peer closed the connection after our WELCOME";
    }

    /// Key agreement with a key that a peer sent.
    static CurveBox agree(CurveCrypto crypto, CurveKey peer, CurveKey own) {
        return crypto.box(peer, own)
                .orElseThrow(() -> new ZmtpException("CURVE handshake with a weak public key"));
    }

    /// Opens the box that is the rest of a buffer and moves to its text.
    static boolean openRest(CurveBox box, byte[] nonce, ByteBuf body) {
        if (!box.open(nonce, body, body.readerIndex(), body.readableBytes())) {
            return false;
        }
        body.skipBytes(MAC);
        return true;
    }

    static CurveKey readKey(ByteBuf body) {
        byte[] bytes = new byte[KEY];
        body.readBytes(bytes);
        return CurveKey.of(bytes);
    }

    private static boolean isZero(ByteBuf body) {
        byte[] rest = new byte[body.readableBytes()];
        body.readBytes(rest);
        return Arrays.equals(rest, new byte[rest.length]);
    }
}
