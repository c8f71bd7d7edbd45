package fluxj.it.attack;

import fluxj.json.JsonObject;
import fluxj.wire.Event;
import fluxj.wire.Message;
import fluxj.wire.Payload;
import fluxj.wire.Request;
import fluxj.wire.RouteStack;
import fluxj.wire.StreamFraming;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Messages of attackers, as bytes for a local connector.
final class Messages {
    private static final int MAGIC = 0xffee0012;

    private Messages() {}

    /// A request with matchtag 1.
    static byte[] request(String topic, int nodeid, String body) {
        return StreamFraming.encode(Request.of(topic, Payload.ofText(body), nodeid, 1, 0));
    }

    /// A request that comes with routes.
    static byte[] routed(String topic, int nodeid, int routes) {
        RouteStack stack = RouteStack.EMPTY;
        for (int i = 0; i < routes; i++) {
            stack = stack.push("route-%06d".formatted(i));
        }
        Request request = Request.of(topic, Payload.ofText("{}"), nodeid, 1, 0);
        return StreamFraming.encode(request.withRoutes(stack));
    }

    /// A ping whose answer is as large as itself.
    static byte[] ping(int nodeid, int size) {
        return request("broker.ping", nodeid, "{\"seq\":1,\"pad\":\"" + "x".repeat(size) + "\"}");
    }

    /// A request to publish an event.
    static byte[] publish(String topic, int size) {
        return request(
                "event.publish",
                0,
                "{\"topic\":\""
                        + topic
                        + "\",\"flags\":0,\"payload\":\""
                        + "e".repeat(size)
                        + "\"}");
    }

    /// An event message.
    static byte[] event(String topic, int size) {
        return StreamFraming.encode(event(topic, "e".repeat(size)));
    }

    private static Event event(String topic, String pad) {
        return Event.of(topic, Payload.of(JsonObject.of("pad", pad)), Message.ROUTE);
    }

    /// The first bytes of a message that says it is longer.
    static byte[] beginning(int announced, int sent) {
        return ByteBuffer.allocate(8 + sent)
                .order(ByteOrder.nativeOrder())
                .putInt(MAGIC)
                .order(ByteOrder.BIG_ENDIAN)
                .putInt(announced)
                .array();
    }
}
