package fluxj.module;

import fluxj.wire.FrameAssembler;
import fluxj.wire.FrameAssembler.Arrival;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Consumer;

/// Puts the messages of a stream together from the pieces it comes in (spec broker 1.2).
final class FrameReader {
    private final FrameAssembler assembler = new FrameAssembler(FrameAssembler.Gate.OPEN);
    private final Consumer<Arrival> arrivals;

    FrameReader(Consumer<Arrival> arrivals) {
        this.arrivals = arrivals;
    }

    /// Takes the next piece and hands over each message that is whole.
    ///
    /// @throws fluxj.errors.FluxException EPROTO when the stream is beyond repair
    void read(byte[] piece) {
        ByteBuffer in = ByteBuffer.wrap(piece);
        Optional<Arrival> next = assembler.next(in);
        while (next.isPresent()) {
            arrivals.accept(next.get());
            next = assembler.next(in);
        }
    }
}
