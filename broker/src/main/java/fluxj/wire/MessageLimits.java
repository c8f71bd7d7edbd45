package fluxj.wire;

import java.nio.charset.StandardCharsets;

/// How large a message may be, the same for every connector, codec and link: what one of them takes
/// the others carry. The limits of a client leave room for what the way through the tree adds, so
/// that no message which was let in is refused later.
public final class MessageLimits {
    /// Longest payload.
    public static final int MAX_PAYLOAD = (1 << 30) - (4 << 20);

    /// Longest topic, in bytes.
    public static final int MAX_TOPIC = 4096;

    /// Longest identity on a route stack, in bytes; brokers use UUIDs of 36.
    public static final int MAX_ROUTE_ID = 255;

    /// Most routes that a client's message may have of its own: those of clients behind it.
    public static final int MAX_CLIENT_ROUTES = 256;

    /// Hops of the deepest tree.
    public static final int MAX_HOPS = 4096;

    /// Most routes of a message on its way.
    public static final int MAX_ROUTES = MAX_CLIENT_ROUTES + MAX_HOPS;

    /// Routes that one broker and its connector add at most.
    public static final int ROUTES_OF_ONE_BROKER = 4;

    /// Most parts: routes, delimiter, topic, payload, PROTO.
    public static final int MAX_PARTS = MAX_ROUTES + 4;

    /// Longest message, all parts and their framing together; more than the limits above come to.
    public static final int MAX_MESSAGE = 1 << 30;

    private static final int MOST_BYTES_OF_A_CHAR = 3;

    private MessageLimits() {}

    /// True when every link on the way can carry a message that this broker sends on.
    public static boolean isCarried(Message message) {
        return message.payload().length() <= MAX_PAYLOAD
                && message.routes().size() <= MAX_ROUTES - ROUTES_OF_ONE_BROKER
                && isTopic(message.topic());
    }

    /// True when a topic is not too long.
    public static boolean isTopic(String topic) {
        return topic.length() * MOST_BYTES_OF_A_CHAR <= MAX_TOPIC
                || topic.getBytes(StandardCharsets.UTF_8).length <= MAX_TOPIC;
    }
}
