package fluxj.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.wire.FrameAssembler.Arrival;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

class FrameAssemblerTest {
    private static final Request SMALL =
            Request.of("a.b", Payload.ofText("hello"), 3, 7, 0).withRoutes(RouteStack.of("x", "y"));
    private static final Request LARGE =
            Request.of("c.d", Payload.ofBytes(new byte[300_000]), 0, 8, 0)
                    .withRoutes(RouteStack.of("x"));
    private static final FluxException NO = new FluxException(Errno.EMSGSIZE, "too large for you");

    private static byte[] framed(Message... messages) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Message message : messages) {
            out.writeBytes(StreamFraming.encode(message));
        }
        return out.toByteArray();
    }

    private static List<Arrival> all(FrameAssembler assembler, byte[] bytes, int pieces) {
        List<Arrival> arrivals = new ArrayList<>();
        for (int at = 0; at < bytes.length; at += pieces) {
            ByteBuffer in = ByteBuffer.wrap(bytes, at, Math.min(pieces, bytes.length - at));
            Optional<Arrival> next = assembler.next(in);
            while (next.isPresent()) {
                arrivals.add(next.get());
                next = assembler.next(in);
            }
            assertEquals(0, in.remaining());
        }
        return arrivals;
    }

    private static List<Message> messages(List<Arrival> arrivals) {
        return arrivals.stream().<Message>map(a -> ((Arrival.Whole) a).message()).toList();
    }

    @Test
    void piecesOfAnySizeMakeTheSameMessages() {
        Event deep =
                Event.of("x".repeat(300), Payload.NONE, 0)
                        .withRoutes(RouteStack.of("a", "b".repeat(255)));
        byte[] bytes = framed(SMALL, LARGE, deep, SMALL);
        for (int pieces : new int[] {1, 3, 7, 8, 9, 64, 4096, 1 << 20}) {
            List<Arrival> arrivals =
                    all(new FrameAssembler(FrameAssembler.Gate.OPEN), bytes, pieces);
            assertEquals(List.of(SMALL, LARGE, deep, SMALL), messages(arrivals), "by " + pieces);
        }
    }

    @Test
    void theGateSeesTheLengthBeforeTheMessage() {
        List<Integer> asked = new ArrayList<>();
        FrameAssembler assembler =
                new FrameAssembler(
                        bytes -> {
                            asked.add(bytes);
                            return Optional.empty();
                        });
        byte[] bytes = framed(LARGE);
        assertTrue(assembler.next(ByteBuffer.wrap(bytes, 0, 8)).isEmpty());
        assertEquals(List.of(bytes.length - 8), asked);
        assertEquals(bytes.length - 8, assembler.admitted());
        Arrival done = assembler.next(ByteBuffer.wrap(bytes, 8, bytes.length - 8)).orElseThrow();
        assertEquals(bytes.length - 8, done.bytes());
        assertEquals(0, assembler.admitted());
    }

    @Test
    void whatTheGateRefusesIsAnsweredAndTheStreamGoesOn() {
        for (int pieces : new int[] {1, 13, 4096, 1 << 20}) {
            FrameAssembler assembler =
                    new FrameAssembler(bytes -> bytes > 1000 ? Optional.of(NO) : Optional.empty());
            Request quiet = Request.of("c.d", LARGE.payload(), 0, 0, Message.NORESPONSE);
            Event event = Event.of("c.e", LARGE.payload(), 0);
            List<Arrival> arrivals = all(assembler, framed(LARGE, quiet, event, SMALL), pieces);
            Arrival.Refused refused = (Arrival.Refused) arrivals.getFirst();
            assertEquals(
                    LARGE.respondError(Errno.EMSGSIZE, NO.text()), refused.answer().orElseThrow());
            assertEquals(0, refused.bytes());
            assertTrue(((Arrival.Refused) arrivals.get(1)).answer().isEmpty());
            assertTrue(((Arrival.Refused) arrivals.get(2)).answer().isEmpty());
            assertEquals(SMALL, ((Arrival.Whole) arrivals.get(3)).message());
        }
    }

    @Test
    void whatNoLinkWouldCarryIsAnswered() {
        RouteStack deep = RouteStack.EMPTY;
        for (int i = 0; i < MessageLimits.MAX_PARTS; i++) {
            deep = deep.push("r");
        }
        List<Request> refused =
                List.of(
                        Request.of("t".repeat(1 << 20), Payload.ofText("x"), 0, 1, 0),
                        Request.of("a.b", Payload.ofText("x"), 0, 2, 0).withRoutes(deep),
                        Request.of("a.b", Payload.NONE, 0, 3, 0)
                                .withRoutes(RouteStack.of("r".repeat(300))));
        FrameAssembler assembler = new FrameAssembler(FrameAssembler.Gate.OPEN);
        for (Request request : refused) {
            List<Arrival> arrivals = all(assembler, framed(request, SMALL), 1 << 20);
            Response answer = ((Arrival.Refused) arrivals.getFirst()).answer().orElseThrow();
            assertEquals(request.matchtag(), answer.matchtag());
            assertEquals(request.routes(), answer.routes());
            assertEquals(Errno.EMSGSIZE.number(), answer.errnum());
            assertEquals(SMALL, ((Arrival.Whole) arrivals.get(1)).message());
        }
    }

    @Test
    void refusedMessagesOfManyTinyPartsAreNotKept() {
        int body = 4 << 20;
        ByteBuffer bytes = ByteBuffer.allocate(8 + body);
        bytes.order(ByteOrder.nativeOrder()).putInt(0xffee0012);
        bytes.order(ByteOrder.BIG_ENDIAN).putInt(body);
        Arrival arrival =
                new FrameAssembler(_ -> Optional.of(NO)).next(bytes.clear()).orElseThrow();
        assertTrue(((Arrival.Refused) arrival).answer().isEmpty());
    }

    @Test
    void changesOfAnyByteAreAMessageOrEproto() {
        byte[] bytes = framed(SMALL);
        Random random = new Random(42);
        for (int round = 0; round < 20_000; round++) {
            byte[] changed = bytes.clone();
            for (int i = 0; i <= random.nextInt(4); i++) {
                changed[random.nextInt(changed.length)] = (byte) random.nextInt();
            }
            FrameAssembler assembler =
                    new FrameAssembler(n -> n > 4096 ? Optional.of(NO) : Optional.empty());
            try {
                all(assembler, changed, 1 + random.nextInt(changed.length));
            } catch (FluxException e) {
                assertEquals(Errno.EPROTO, e.errno());
            }
        }
    }

    @Test
    void aStreamThatIsNoneEnds() {
        FrameAssembler assembler = new FrameAssembler(FrameAssembler.Gate.OPEN);
        assertThrows(FluxException.class, () -> assembler.next(ByteBuffer.wrap(new byte[16])));
    }
}
