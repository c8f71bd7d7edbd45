package fluxj.module;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.wire.FrameAssembler.Arrival;
import fluxj.wire.Message;
import fluxj.wire.Payload;
import fluxj.wire.Request;
import fluxj.wire.StreamFraming;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

class FrameReaderTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 64, 1000, 100_000})
    void messagesComeOutWhateverThePiecesAre(int size) {
        List<Message> sent = new ArrayList<>();
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        for (int length : new int[] {0, 1, 300, 20_000, 5, 0, 3000}) {
            Message message =
                    Request.of("a.b", Payload.ofBytes(new byte[length]), 0, length + 1, 0);
            sent.add(message);
            stream.writeBytes(StreamFraming.encode(message));
        }
        List<Message> received = new ArrayList<>();
        FrameReader reader =
                new FrameReader(arrival -> received.add(((Arrival.Whole) arrival).message()));
        byte[] bytes = stream.toByteArray();
        for (int at = 0; at < bytes.length; at += size) {
            reader.read(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + size)));
        }
        assertEquals(sent, received);
    }

    @Test
    void aStreamThatIsNoneIsRefused() {
        FrameReader reader = new FrameReader(_ -> {});
        FluxException error = assertThrows(FluxException.class, () -> reader.read(new byte[100]));
        assertEquals(Errno.EPROTO, error.errno());
    }
}
