package fluxj.wire;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A message as the list of parts that a transport frames (RFC 3, spec broker 1.1).
///
/// ```
///   route[top] … route[origin]  ""   present with ROUTE
///   topic                            present with TOPIC
///   payload                          present with PAYLOAD
///   PROTO, 20 bytes, big-endian:
///    0        1        2        3        4
///   +--------+--------+--------+--------+--------+--------+--------+--------+
///   |  0x8e  | ver 1  |  type  | flags  |              userid               |
///   +--------+--------+--------+--------+--------+--------+--------+--------+
///   |             rolemask              |  aux1 nodeid|errnum|seq|type      |
///   +--------+--------+--------+--------+--------+--------+--------+--------+
///   |     aux2 matchtag|status|0        |
///   +--------+--------+--------+--------+
/// ```
public final class MessageCodec {
    /// Bytes of the PROTO part.
    public static final int PROTO_SIZE = 20;

    private static final int MAGIC = 0x8e;
    private static final int VERSION = 1;
    private static final int TYPE = 2;
    private static final int FLAGS = 3;
    private static final int USERID = 4;
    private static final int ROLEMASK = 8;
    private static final int AUX1 = 12;
    private static final int AUX2 = 16;
    private static final byte[] DELIMITER = new byte[0];

    private MessageCodec() {}

    /// The parts in wire order. Topic and payload bytes are shared, not copied.
    public static List<byte[]> toParts(Message message) {
        List<byte[]> parts = new ArrayList<>(message.routes().size() + 4);
        if (message.has(Message.ROUTE)) {
            for (String id : message.routes()) {
                parts.add(id.getBytes(StandardCharsets.UTF_8));
            }
            parts.add(DELIMITER);
        }
        if (!message.topic().isEmpty()) {
            parts.add(message.topic().getBytes(StandardCharsets.UTF_8));
        }
        if (message.payload().isPresent()) {
            parts.add(message.payload().bytes());
        }
        parts.add(proto(message));
        return parts;
    }

    private static byte[] proto(Message message) {
        int flags = message.flags() & ~(Message.TOPIC | Message.PAYLOAD);
        if (!message.topic().isEmpty()) {
            flags |= Message.TOPIC;
        }
        if (message.payload().isPresent()) {
            flags |= Message.PAYLOAD;
        }
        byte[] proto = new byte[PROTO_SIZE];
        proto[0] = (byte) MAGIC;
        proto[1] = VERSION;
        proto[TYPE] = (byte) message.type();
        proto[FLAGS] = (byte) flags;
        putInt(proto, USERID, message.cred().userid());
        putInt(proto, ROLEMASK, message.cred().rolemask());
        switch (message) {
            case Request request -> {
                putInt(proto, AUX1, request.nodeid());
                putInt(proto, AUX2, request.matchtag());
            }
            case Response response -> {
                putInt(proto, AUX1, response.errnum());
                putInt(proto, AUX2, response.matchtag());
            }
            case Event event -> putInt(proto, AUX1, event.sequence());
            case Control control -> {
                putInt(proto, AUX1, control.controlType());
                putInt(proto, AUX2, control.status());
            }
        }
        return proto;
    }

    /// Reads a message back; the arrays are handed over.
    ///
    /// @throws FluxException EPROTO with a reason when the parts are no message, EMSGSIZE when they
    ///   exceed [MessageLimits]
    public static Message fromParts(List<byte[]> parts) {
        if (parts.isEmpty() || parts.size() > MessageLimits.MAX_PARTS) {
            throw malformed("message of " + parts.size() + " parts");
        }
        byte[] proto = parts.getLast();
        if (!isProto(proto)) {
            throw malformed("last part is not a PROTO block");
        }
        int flags = proto[FLAGS] & 0xff;
        int last = parts.size() - 1;
        int at = 0;
        RouteStack routes = RouteStack.EMPTY;
        if ((flags & Message.ROUTE) != 0) {
            int delimiter = 0;
            while (delimiter < last && parts.get(delimiter).length > 0) {
                delimiter++;
            }
            if (delimiter == last) {
                throw malformed("no route delimiter");
            }
            if (delimiter > MessageLimits.MAX_ROUTES) {
                throw oversize("route stack", delimiter);
            }
            for (int i = delimiter - 1; i >= 0; i--) {
                byte[] id = parts.get(i);
                if (id.length > MessageLimits.MAX_ROUTE_ID) {
                    throw oversize("route", id.length);
                }
                routes = routes.push(new String(id, StandardCharsets.UTF_8));
            }
            at = delimiter + 1;
        }
        String topic = "";
        if ((flags & Message.TOPIC) != 0) {
            byte[] bytes = part(parts, at++, last);
            if (bytes.length > MessageLimits.MAX_TOPIC) {
                throw oversize("topic", bytes.length);
            }
            topic = new String(bytes, StandardCharsets.UTF_8);
        }
        Payload payload = Payload.NONE;
        if ((flags & Message.PAYLOAD) != 0) {
            payload = Payload.ofBytes(part(parts, at, last));
            if (payload.length() > MessageLimits.MAX_PAYLOAD) {
                throw oversize("payload", payload.length());
            }
        }
        return assemble(proto, flags, routes, topic, payload);
    }

    /// What to tell the sender of a message that is not let in; empty when it is no request or
    /// wants no answer. Its payload may be missing from the parts.
    static Optional<Response> refusal(List<byte[]> parts, FluxException reason) {
        if (parts.isEmpty() || !isProto(parts.getLast())) {
            return Optional.empty();
        }
        byte[] proto = parts.getLast();
        int flags = proto[FLAGS] & 0xff;
        int last = parts.size() - 1;
        if (proto[TYPE] != 1 || (flags & Message.NORESPONSE) != 0) {
            return Optional.empty();
        }
        int at = 0;
        RouteStack routes = RouteStack.EMPTY;
        if ((flags & Message.ROUTE) != 0) {
            while (at < last && parts.get(at).length > 0) {
                at++;
            }
            for (int i = at - 1; i >= 0; i--) {
                routes = routes.push(new String(parts.get(i), StandardCharsets.UTF_8));
            }
            at++;
        }
        boolean hasTopic =
                (flags & Message.TOPIC) != 0
                        && at < last
                        && parts.get(at).length <= MessageLimits.MAX_TOPIC;
        String topic = hasTopic ? new String(parts.get(at), StandardCharsets.UTF_8) : "";
        return Optional.of(
                Request.of(
                                topic,
                                Payload.NONE,
                                0,
                                intAt(proto, AUX2),
                                flags & ~(Message.TOPIC | Message.PAYLOAD))
                        .withRoutes(routes)
                        .respondError(reason.errno(), reason.text()));
    }

    private static boolean isProto(byte[] part) {
        return part.length == PROTO_SIZE && (part[0] & 0xff) == MAGIC && part[1] == VERSION;
    }

    private static Message assemble(
            byte[] proto, int flags, RouteStack routes, String topic, Payload payload) {
        Credentials cred = new Credentials(intAt(proto, USERID), intAt(proto, ROLEMASK));
        int aux1 = intAt(proto, AUX1);
        int aux2 = intAt(proto, AUX2);
        int kept = flags & ~(Message.TOPIC | Message.PAYLOAD);
        return switch (proto[TYPE]) {
            case 1 -> new Request(topic, payload, cred, routes, kept, aux1, aux2);
            case 2 -> new Response(topic, payload, cred, routes, kept, aux1, aux2);
            case 4 -> new Event(topic, payload, cred, routes, kept, aux1);
            case 8 -> new Control(cred, routes, kept, aux1, aux2);
            default -> throw malformed("unknown message type " + (proto[TYPE] & 0xff));
        };
    }

    private static byte[] part(List<byte[]> parts, int at, int last) {
        if (at >= last) {
            throw malformed("a part is missing");
        }
        return parts.get(at);
    }

    private static FluxException malformed(String what) {
        return new FluxException(Errno.EPROTO, "malformed message: " + what);
    }

    private static FluxException oversize(String what, int size) {
        return new FluxException(Errno.EMSGSIZE, "message with a " + what + " of " + size);
    }

    private static void putInt(byte[] bytes, int at, int value) {
        bytes[at] = (byte) (value >>> 24);
        bytes[at + 1] = (byte) (value >>> 16);
        bytes[at + 2] = (byte) (value >>> 8);
        bytes[at + 3] = (byte) value;
    }

    private static int intAt(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 24
                | (bytes[at + 1] & 0xff) << 16
                | (bytes[at + 2] & 0xff) << 8
                | (bytes[at + 3] & 0xff);
    }
}
