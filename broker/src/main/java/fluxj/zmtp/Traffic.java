package fluxj.zmtp;

import io.netty.buffer.ByteBuf;

/// How one frame of traffic is put on the wire and taken off it, once the handshake is done.
sealed interface Traffic permits NullTraffic, CurveTraffic {
    /// A frame as it was meant by the peer.
    record Opened(int flags, ByteBuf body) {}

    /// Bytes on the wire for a body of that size, header included.
    int wireSize(int bodySize);

    /// Writes a frame. MORE and COMMAND are the flags that count.
    void write(ByteBuf out, int flags, byte[] body);

    /// What a received frame really is; its bytes may be changed in place.
    ///
    /// @throws ZmtpException when it is not genuine
    Opened open(int flags, ByteBuf body);

    /// Bytes that a frame on the wire may be larger than its body.
    int overhead();
}
