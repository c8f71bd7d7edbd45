package fluxj.service;

import fluxj.errors.FluxException;
import fluxj.json.JsonValue;
import fluxj.json.Key;
import fluxj.rpc.Globs;
import fluxj.wire.Control;
import fluxj.wire.Event;
import fluxj.wire.Message;
import fluxj.wire.Payload;
import fluxj.wire.Response;

import java.util.Optional;

/// Records of `module.trace` and `overlay.trace` (spec broker 2.13).
public final class MessageTrace {
    /// The rank in a record of a message that did not pass between brokers.
    public static final int NO_PEER = -1;

    private MessageTrace() {}

    /// Where a message passed.
    ///
    /// @param time seconds
    /// @param prefix `tx` or `rx`
    /// @param rank the broker at the other end, or [#NO_PEER]
    /// @param name the module at the other end
    public record Passage(double time, String prefix, int rank, Optional<String> name) {}

    /// One message that passed.
    ///
    /// @param timestamp seconds
    /// @param prefix `tx` for what was sent, `rx` for what was received
    /// @param name the module; null between brokers
    /// @param payload null unless asked for
    public record Traced(
            double timestamp,
            String prefix,
            int rank,
            JsonValue name,
            int type,
            String topic,
            @Key("payload_size") int payloadSize,
            JsonValue payload,
            int errnum,
            String errstr) {}

    /// True when a trace with that filter shows the message.
    ///
    /// @param typemask message types as bits
    /// @param glob a topic glob; empty means all
    public static boolean matches(Message message, int typemask, String glob) {
        return (message.type() & typemask) != 0
                && (glob.isEmpty() || glob.equals("*") || Globs.matches(glob, message.topic()));
    }

    /// The record of a message.
    ///
    /// @param full true adds payload and error text
    public static Traced record(Passage passage, Message message, boolean full) {
        int errnum = message instanceof Response response ? response.errnum() : 0;
        String errstr = "";
        JsonValue payload = JsonValue.Null.NULL;
        if (full && message instanceof Response response && errnum != 0) {
            errstr = response.error().text();
        } else if (full && message.payload().length() > 0) {
            payload = payloadOf(message);
        }
        return new Traced(
                passage.time(),
                passage.prefix(),
                passage.rank(),
                passage.name().map(JsonValue::of).orElse(JsonValue.Null.NULL),
                message.type(),
                topicOf(message),
                errnum == 0 ? message.payload().length() : 0,
                payload,
                errnum,
                errstr);
    }

    /// The record that stands for `count` others: whoever reads the trace is slow.
    public static Traced leftOut(Passage passage, int count) {
        String topic = count + " messages were left out: the reader of this trace is slow";
        return record(passage, Event.of(topic, Payload.NONE, 0), false);
    }

    private static JsonValue payloadOf(Message message) {
        try {
            return message.payload().json();
        } catch (FluxException e) {
            // A payload that is no JSON is not shown.
            return JsonValue.Null.NULL;
        }
    }

    private static String topicOf(Message message) {
        if (!(message instanceof Control control)) {
            return message.topic();
        }
        String word =
                switch (control.controlType()) {
                    case Control.HEARTBEAT -> "heartbeat";
                    case Control.STATUS -> "status";
                    case Control.DISCONNECT -> "disconnect";
                    default -> "unknown";
                };
        return word + " " + control.status();
    }
}
