package fluxj.zmtp;

import io.netty.buffer.ByteBuf;

import java.util.Optional;

/// The NULL mechanism: each side sends READY with its metadata.
final class NullHandshake implements Handshake {
    private final SessionOptions options;

    NullHandshake(SessionOptions options) {
        this.options = options;
    }

    @Override
    public void start(ByteBuf out) {
        int size =
                1
                        + ZmtpCommand.READY.length()
                        + PeerMetadata.size(options.type(), options.identity());
        Frames.writeHeader(out, Frames.COMMAND, size);
        ZmtpCommand.writeName(out, ZmtpCommand.READY);
        PeerMetadata.write(out, options.type(), options.identity());
    }

    @Override
    public Optional<Result> command(ByteBuf body, ByteBuf out) {
        String name = ZmtpCommand.readName(body);
        if (name.equals(ZmtpCommand.ERROR)) {
            throw Handshake.refusedByPeer(body);
        }
        if (!name.equals(ZmtpCommand.READY)) {
            throw Handshake.unexpected(name, ZmtpCommand.READY);
        }
        PeerMetadata peer = PeerMetadata.read(body);
        peer.check(options.type());
        return Optional.of(new Result(peer, "", new NullTraffic()));
    }

    @Override
    public String closeReason() {
        return "peer closed the connection during the handshake";
    }
}
