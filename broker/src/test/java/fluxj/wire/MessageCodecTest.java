package fluxj.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

class MessageCodecTest {
    private static final HexFormat HEX = HexFormat.of();

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Errno errnoOf(List<byte[]> parts) {
        return assertThrows(FluxException.class, () -> MessageCodec.fromParts(parts)).errno();
    }

    @Test
    void encodesAControlMessageAsTheRealBrokerDoes() {
        List<byte[]> parts = MessageCodec.toParts(Control.of(Control.STATUS, 2));
        assertEquals(2, parts.size());
        assertEquals(0, parts.getFirst().length);
        assertEquals("8e010808ffffffff000000000000000100000002", HEX.formatHex(parts.getLast()));
    }

    @Test
    void readsTheReplyOfTheRealBroker() {
        List<byte[]> parts =
                List.of(
                        new byte[0],
                        text("attr.get"),
                        text("{\"value\":\"1\",\"flags\":1}\0"),
                        HEX.parseHex("8e01020b00000000000000050000000000000001"));
        Response response = (Response) MessageCodec.fromParts(parts);
        assertEquals(0, response.errnum());
        assertEquals(1, response.matchtag());
        assertEquals(new Credentials(0, 5), response.cred());
        assertEquals("1", response.payload().json().text("value").orElseThrow());
    }

    @Test
    void keepsTheOrderOfRoutes() {
        Request request =
                Request.of("x.y", Payload.NONE, 0, 5, 0).withRoutes(RouteStack.of("first", "top"));
        List<byte[]> parts = MessageCodec.toParts(request);
        assertEquals("top", new String(parts.get(0), StandardCharsets.UTF_8));
        assertEquals("first", new String(parts.get(1), StandardCharsets.UTF_8));
        assertEquals(request, MessageCodec.fromParts(parts));
        assertEquals("first", request.routes().origin());
    }

    @Test
    void sharesThePayloadInsteadOfCopyingIt() {
        byte[] bytes = new byte[1 << 20];
        List<byte[]> parts = MessageCodec.toParts(Event.of("big", Payload.ofBytes(bytes), 0));
        assertSame(bytes, parts.get(2));
    }

    @Test
    void anEmptyPayloadIsNotAnAbsentOne() {
        Request empty = Request.of("t", Payload.ofBytes(new byte[0]), 0, 1, 0);
        Message back = MessageCodec.fromParts(MessageCodec.toParts(empty));
        assertEquals(true, back.payload().isPresent());
        assertEquals(0, back.payload().length());
    }

    @Test
    void refusesEveryTruncation() {
        Request request =
                Request.of("x.y", Payload.ofText("{}"), 0, 5, 0).withRoutes(RouteStack.of("a"));
        List<byte[]> parts = MessageCodec.toParts(request);
        for (int missing = 0; missing < parts.size(); missing++) {
            List<byte[]> fewer = new ArrayList<>(parts);
            fewer.remove(missing);
            if (missing == 0) {
                assertEquals(RouteStack.EMPTY, MessageCodec.fromParts(fewer).routes());
            } else {
                assertEquals(Errno.EPROTO, errnoOf(fewer));
            }
        }
        byte[] proto = parts.getLast();
        for (int length = 0; length < proto.length; length++) {
            List<byte[]> cut = new ArrayList<>(parts);
            cut.set(cut.size() - 1, java.util.Arrays.copyOf(proto, length));
            assertEquals(Errno.EPROTO, errnoOf(cut));
        }
    }

    @Test
    void refusesUnknownTypesVersionsAndMagic() {
        for (String proto :
                List.of(
                        "8e010308ffffffff000000000000000100000002",
                        "8e020108ffffffff000000000000000100000002",
                        "8f010108ffffffff000000000000000100000002")) {
            assertEquals(Errno.EPROTO, errnoOf(List.of(new byte[0], HEX.parseHex(proto))));
        }
    }

    @Test
    void refusesMoreRoutesThanATreeCanHave() {
        List<byte[]> parts = new ArrayList<>();
        for (int i = 0; i < MessageLimits.MAX_ROUTES; i++) {
            parts.add(text("r"));
        }
        parts.addAll(MessageCodec.toParts(Control.of(0, 0)));
        assertEquals(MessageLimits.MAX_ROUTES, MessageCodec.fromParts(parts).routes().size());
        parts.addFirst(text("r"));
        assertEquals(Errno.EMSGSIZE, errnoOf(parts));
        for (int i = 0; i < 4; i++) {
            parts.addFirst(text("r"));
        }
        assertEquals(Errno.EPROTO, errnoOf(parts));
    }

    @Test
    void refusesLongTopicsAndIdentities() {
        Request fits =
                Request.of("t".repeat(MessageLimits.MAX_TOPIC), Payload.NONE, 0, 1, 0)
                        .pushRoute("r".repeat(MessageLimits.MAX_ROUTE_ID));
        assertEquals(fits, MessageCodec.fromParts(MessageCodec.toParts(fits)));
        assertEquals(
                Errno.EMSGSIZE,
                errnoOf(
                        MessageCodec.toParts(
                                Request.of(fits.topic() + "t", fits.payload(), 0, 1, 0))));
        assertEquals(
                Errno.EMSGSIZE, errnoOf(MessageCodec.toParts(fits.pushRoute("r".repeat(256)))));
    }

    @Test
    void theLargestMessageOfThePartsLimitsIsNoTooLongMessage() {
        long parts =
                MessageLimits.MAX_PAYLOAD
                        + MessageLimits.MAX_TOPIC
                        + (long) MessageLimits.MAX_ROUTES * MessageLimits.MAX_ROUTE_ID
                        + MessageLimits.MAX_PARTS * 9L
                        + MessageCodec.PROTO_SIZE;
        assertTrue(parts <= MessageLimits.MAX_MESSAGE);
    }

    @Test
    void randomPartsAreAMessageOrEproto() {
        Random random = new Random(20261122);
        for (int round = 0; round < 20_000; round++) {
            List<byte[]> parts = new ArrayList<>();
            for (int i = 0; i < random.nextInt(6); i++) {
                byte[] part = new byte[random.nextInt(30)];
                random.nextBytes(part);
                parts.add(part);
            }
            byte[] proto = new byte[MessageCodec.PROTO_SIZE];
            random.nextBytes(proto);
            proto[0] = (byte) 0x8e;
            proto[1] = 1;
            proto[2] = (byte) (1 << random.nextInt(5));
            parts.add(proto);
            try {
                MessageCodec.toParts(MessageCodec.fromParts(parts));
            } catch (FluxException e) {
                assertEquals(Errno.EPROTO, e.errno());
            }
        }
    }
}
