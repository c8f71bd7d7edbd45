package fluxj.client;

import fluxj.wire.Control;
import fluxj.wire.Credentials;
import fluxj.wire.Event;
import fluxj.wire.Message;
import fluxj.wire.Payload;
import fluxj.wire.Request;
import fluxj.wire.Response;
import fluxj.wire.RouteStack;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// Writes messages as flux-core's handles do for `FLUX_HANDLE_TRACE`: a few lines each, with the
/// seconds since the first.
public final class HandleTrace implements Consumer<Message> {
    private static final String RULE = "--------------------------------------\n";
    private static final List<String> FLAGS =
            List.of("topic", "payload", "noresponse", "route", "upstream", "private", "streaming");
    private static final List<String> ROLES = List.of("owner", "user", "local", "admin");
    private static final int SHORT_ID = 8;
    private static final int MAX_HEX_DIGITS = 78;
    private static final int SHOWN_BYTES = 37;
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private final LongSupplier nanoTime;
    private final Consumer<String> out;
    private long start;
    private boolean started;

    /// A trace that begins with its first message.
    ///
    /// @param out gets the lines of one message at a time
    public HandleTrace(LongSupplier nanoTime, Consumer<String> out) {
        this.nanoTime = nanoTime;
        this.out = out;
    }

    @Override
    public void accept(Message message) {
        long now = nanoTime.getAsLong();
        if (!started) {
            start = now;
            started = true;
        }
        out.accept(text(message, (now - start) / 1e9));
    }

    private static String text(Message message, double seconds) {
        String prefix = prefix(message);
        StringBuilder lines = new StringBuilder(RULE);
        lines.append(prefix).append(String.format(Locale.ROOT, "%.5f\n", seconds));
        if (!message.topic().isEmpty()) {
            lines.append(prefix).append(message.topic()).append('\n');
        }
        lines.append(prefix)
                .append("flags=")
                .append(flags(message))
                .append(" userid=")
                .append(userid(message.cred().userid()))
                .append(" rolemask=")
                .append(roles(message.cred().rolemask()))
                .append(' ')
                .append(numbers(message))
                .append('\n');
        if (!message.routes().isEmpty()) {
            lines.append(prefix).append('|').append(route(message.routes())).append("|\n");
        }
        if (message.payload().isPresent()) {
            lines.append(prefix).append(payload(message.payload())).append('\n');
        }
        return lines.toString();
    }

    private static String prefix(Message message) {
        return switch (message) {
            case Request _ -> "> ";
            case Response _ -> "< ";
            case Event _ -> "e ";
            case Control _ -> "c ";
        };
    }

    private static String flags(Message message) {
        int bits = message.flags() & ~(Message.TOPIC | Message.PAYLOAD);
        bits |= message.topic().isEmpty() ? 0 : Message.TOPIC;
        bits |= message.payload().isPresent() ? Message.PAYLOAD : 0;
        List<String> names = new ArrayList<>();
        for (int i = 0; i < FLAGS.size(); i++) {
            if ((bits & 1 << i) != 0) {
                names.add(FLAGS.get(i));
            }
        }
        return String.join(",", names);
    }

    private static String userid(int userid) {
        return userid == Credentials.USERID_UNKNOWN ? "unknown" : Integer.toUnsignedString(userid);
    }

    private static String roles(int rolemask) {
        if (rolemask == 0) {
            return "none";
        }
        if (rolemask == Credentials.ALL) {
            return "all";
        }
        List<String> names = new ArrayList<>();
        for (int i = 0; i < Integer.SIZE; i++) {
            int role = rolemask & 1 << i;
            if (role != 0) {
                names.add(i < ROLES.size() ? ROLES.get(i) : "0x" + Integer.toHexString(role));
            }
        }
        return String.join(",", names);
    }

    private static String numbers(Message message) {
        return switch (message) {
            case Request request ->
                    "nodeid="
                            + nodeid(request.nodeid())
                            + " matchtag="
                            + Integer.toUnsignedString(request.matchtag());
            case Response response ->
                    "errnum="
                            + Integer.toUnsignedString(response.errnum())
                            + " matchtag="
                            + Integer.toUnsignedString(response.matchtag());
            case Event event -> "sequence=" + Integer.toUnsignedString(event.sequence());
            case Control control ->
                    "type="
                            + Integer.toUnsignedString(control.controlType())
                            + " status="
                            + Integer.toUnsignedString(control.status());
        };
    }

    private static String nodeid(int nodeid) {
        return switch (nodeid) {
            case Message.NODEID_ANY -> "any";
            case Message.NODEID_UPSTREAM -> "upstream";
            default -> Integer.toUnsignedString(nodeid);
        };
    }

    private static String route(RouteStack routes) {
        List<String> ids = new ArrayList<>();
        for (String id : routes.originFirst()) {
            ids.add(id.substring(0, Math.min(SHORT_ID, id.length())));
        }
        return String.join("!", ids);
    }

    /// Text up to its first NUL when it ends in one, else the first bytes.
    private static String payload(Payload payload) {
        byte[] bytes = payload.bytes();
        if (bytes.length > 0 && bytes[bytes.length - 1] == 0) {
            int end = 0;
            while (bytes[end] != 0) {
                end++;
            }
            return new String(bytes, 0, end, StandardCharsets.UTF_8);
        }
        return bytes.length * 2L > MAX_HEX_DIGITS
                ? HEX.formatHex(bytes, 0, SHOWN_BYTES) + "..."
                : HEX.formatHex(bytes);
    }
}
