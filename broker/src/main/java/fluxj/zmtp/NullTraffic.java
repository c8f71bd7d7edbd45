package fluxj.zmtp;

import io.netty.buffer.ByteBuf;

/// Frames as they are.
final class NullTraffic implements Traffic {
    @Override
    public int wireSize(int bodySize) {
        return Frames.headerSize(bodySize) + bodySize;
    }

    @Override
    public void write(ByteBuf out, int flags, byte[] body) {
        Frames.writeHeader(out, flags, body.length);
        out.writeBytes(body);
    }

    @Override
    public Opened open(int flags, ByteBuf body) {
        return new Opened(flags, body);
    }

    @Override
    public int overhead() {
        return 0;
    }
}
