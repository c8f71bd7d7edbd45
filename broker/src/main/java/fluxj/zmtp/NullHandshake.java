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
                1 + Command.READY.length() + PeerMetadata.size(options.type(), options.identity());
        Frames.writeHeader(out, Frames.COMMAND, size);
        Command.writeName(out, Command.READY);
        PeerMetadata.write(out, options.type(), options.identity());
    }

    @Override
    public Optional<Result> command(ByteBuf body, ByteBuf out) {
        String name = Command.readName(body);
        if (name.equals(Command.ERROR)) {
            throw Handshake.refusedByPeer(body);
        }
        if (!name.equals(Command.READY)) {
            throw Handshake.unexpected(name, Command.READY);
        }
        PeerMetadata peer = PeerMetadata.read(body);
        peer.check(options.type());
        return Optional.of(new Result(peer, "", new NullTraffic()));
    }

    @Override
    public String meaningOfClose() {
        return "peer closed the connection during the handshake";
    }
}
