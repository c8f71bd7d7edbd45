package fluxj.overlay.jeromq;

import org.zeromq.ZMQ;

import zmq.Msg;

import java.util.ArrayList;
import java.util.List;

/// The frames of one message, as JeroMQ gives them.
///
/// @param last the frame that ends it, which has the properties of the peer
record JeromqFrames(List<byte[]> parts, Msg last) {
    /// Reads what follows a frame; the frames of a message arrive together.
    ///
    /// @param withFirst whether that frame is one of the parts
    static JeromqFrames after(ZMQ.Socket socket, Msg first, boolean withFirst) {
        List<byte[]> parts = new ArrayList<>();
        if (withFirst) {
            parts.add(first.data());
        }
        Msg frame = first;
        while (frame.hasMore()) {
            frame = socket.base().recv(0);
            parts.add(frame.data());
        }
        return new JeromqFrames(parts, frame);
    }
}
