package fluxj.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fluxj.errors.Errno;
import fluxj.wire.Control;
import fluxj.wire.Credentials;
import fluxj.wire.Event;
import fluxj.wire.Message;
import fluxj.wire.Payload;
import fluxj.wire.Request;
import fluxj.wire.RouteStack;

import org.junit.jupiter.api.Test;

import java.util.Arrays;

/// The texts are what flux-core 0.88 prints for the same messages.
class HandleTraceTest {
    private static final String RULE = "--------------------------------------\n";

    private final StringBuilder out = new StringBuilder();
    private long nanos = 7_000_000_000L;
    private final HandleTrace trace = new HandleTrace(() -> nanos, out::append);

    @Test
    void aCallIsShownWithTheSecondsSinceTheFirstMessage() {
        Request request = Request.of("attr.get", Payload.ofText("{\"name\":\"rank\"}"), -1, 1, 0);
        trace.accept(request);
        nanos += 180_000;
        trace.accept(
                request.respond(Payload.ofText("{\"value\":\"0\",\"flags\":1}"))
                        .withCred(new Credentials(0, Credentials.OWNER | Credentials.LOCAL)));

        assertEquals(
                RULE
                        + """
                        > 0.00000
                        > attr.get
                        > flags=topic,payload,route userid=unknown rolemask=none nodeid=any \
                        matchtag=1
                        > {"name":"rank"}
                        """
                        + RULE
                        + """
                        < 0.00018
                        < attr.get
                        < flags=topic,payload,route userid=0 rolemask=owner,local errnum=0 \
                        matchtag=1
                        < {"value":"0","flags":1}
                        """,
                out.toString());
    }

    @Test
    void anErrorWithoutTextHasNoPayloadLine() {
        trace.accept(Request.of("a.b", Payload.NONE, 3, 9, 0).respondError(Errno.ENOENT, ""));

        assertEquals(
                RULE
                        + """
                        < 0.00000
                        < a.b
                        < flags=topic,route userid=unknown rolemask=none errnum=2 matchtag=9
                        """,
                out.toString());
    }

    @Test
    void routesAreShortAndUnknownRolesAreNumbers() {
        trace.accept(
                Request.of(
                                "a.b",
                                Payload.NONE,
                                Message.NODEID_UPSTREAM,
                                0,
                                Message.NORESPONSE | Message.UPSTREAM | Message.STREAMING)
                        .withRoutes(RouteStack.of("12345678-9abc", "0"))
                        .withCred(new Credentials(5, 0x12)));

        assertEquals(
                RULE
                        + """
                        > 0.00000
                        > a.b
                        > flags=topic,noresponse,route,upstream,streaming userid=5 \
                        rolemask=user,0x10 nodeid=upstream matchtag=0
                        > |12345678!0|
                        """,
                out.toString());
    }

    @Test
    void eventsAndControlsHaveTheirOwnNumbers() {
        trace.accept(
                Event.of("hb", Payload.NONE, Message.PRIVATE)
                        .withSequence(-1)
                        .withCred(new Credentials(0, Credentials.ALL)));
        trace.accept(Control.of(Control.STATUS, 4));

        assertEquals(
                RULE
                        + """
                        e 0.00000
                        e hb
                        e flags=topic,route,private userid=0 rolemask=all sequence=4294967295
                        """
                        + RULE
                        + """
                        c 0.00000
                        c flags=route userid=unknown rolemask=none type=1 status=4
                        """,
                out.toString());
    }

    @Test
    void bytesAreShownInHexUpToTheWidthOfALine() {
        assertEquals("FE".repeat(39), lastLine(payload(39)));
        assertEquals("FE".repeat(37) + "...", lastLine(payload(40)));
        assertEquals("", lastLine(payload(0)));
    }

    @Test
    void textEndsAtItsFirstNul() {
        assertEquals("é", lastLine(Payload.ofText("é\0b")));
    }

    private static Payload payload(int size) {
        byte[] bytes = new byte[size];
        Arrays.fill(bytes, (byte) 0xfe);
        return Payload.ofBytes(bytes);
    }

    private String lastLine(Payload payload) {
        out.setLength(0);
        trace.accept(Request.of("a", payload, 0, 1, 0));
        String text = out.toString().stripTrailing();
        int begin = text.lastIndexOf('\n');
        return text.substring(Math.min(text.length(), begin + "\n> ".length()));
    }
}
