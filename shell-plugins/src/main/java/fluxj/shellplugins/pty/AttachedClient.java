package fluxj.shellplugins.pty;

import fluxj.rpc.StreamCall;
import fluxj.shell.spi.TerminusProtocol.Frame;
import fluxj.wire.Payload;

/// One who is attached to a terminal, and how much more of what is printed it can take: all, until
/// the connector that it sits behind has granted something (docs/backpressure.md).
final class AttachedClient {
    private final StreamCall<Frame, Frame> call;
    private final boolean reads;
    private final boolean writes;
    private boolean limited;
    private long credit;

    AttachedClient(StreamCall<Frame, Frame> call, boolean reads, boolean writes) {
        this.call = call;
        this.reads = reads;
        this.writes = writes;
    }

    StreamCall<Frame, Frame> call() {
        return call;
    }

    boolean reads() {
        return reads;
    }

    boolean writes() {
        return writes;
    }

    void send(Frame frame) {
        Payload payload = Payload.of(frame);
        credit -= payload.length();
        call.send(payload);
    }

    /// It can take so many bytes more.
    void grant(int bytes) {
        limited = true;
        credit += bytes;
    }

    /// False when it has to catch up first.
    boolean takesMore() {
        return !reads || !limited || credit > 0;
    }
}
