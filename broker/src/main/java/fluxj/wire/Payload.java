package fluxj.wire;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonException;
import fluxj.json.JsonObject;
import fluxj.json.RecordCodec;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The payload of a message, or its absence. Text and JSON travel with one trailing NUL that is
/// part of the length (spec broker 1.1). The bytes are shared, never copied: nobody may change
/// them.
public final class Payload {
    /// No payload at all, which is not the same as an empty one.
    public static final Payload NONE = new Payload(new byte[0], false);

    private final byte[] bytes;
    private final boolean present;

    private Payload(byte[] bytes, boolean present) {
        this.bytes = bytes;
        this.present = present;
    }

    /// A payload of these bytes as they are; the array is handed over.
    public static Payload ofBytes(byte[] bytes) {
        return new Payload(bytes, true);
    }

    /// A payload of text and its NUL.
    public static Payload ofText(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return new Payload(Arrays.copyOf(utf8, utf8.length + 1), true);
    }

    /// A payload of compact JSON and its NUL.
    ///
    /// @throws FluxException EPROTO when it is nested deeper than a reader takes
    public static Payload of(JsonObject object) {
        try {
            return new Payload(object.toMessage(), true);
        } catch (JsonException e) {
            throw new FluxException(Errno.EPROTO, e.getMessage() == null ? "" : e.getMessage());
        }
    }

    /// A payload of a record's JSON.
    public static Payload of(Record body) {
        return of(RecordCodec.encode(body));
    }

    /// False for [#NONE].
    public boolean isPresent() {
        return present;
    }

    /// Length in bytes, the NUL included.
    public int length() {
        return bytes.length;
    }

    /// The shared bytes; not to be changed.
    public byte[] bytes() {
        return bytes;
    }

    /// The text without its NUL.
    ///
    /// @throws FluxException EPROTO when there is no payload, no NUL at its end, or no UTF-8 in it
    public String text() {
        checkNul();
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes, 0, bytes.length - 1))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new FluxException(Errno.EPROTO);
        }
    }

    /// The JSON object.
    ///
    /// @throws FluxException EPROTO when there is no payload, no NUL at its end, or no object in it
    public JsonObject json() {
        return json(true);
    }

    /// The JSON object, of which no text may hold a NUL.
    ///
    /// @throws FluxException EPROTO when there is no payload, no NUL at its end, no object in it,
    ///   or a NUL in a text
    public JsonObject jsonWithoutNuls() {
        return json(false);
    }

    private JsonObject json(boolean nulls) {
        checkNul();
        try {
            return JsonObject.parseMessage(bytes, 0, bytes.length - 1, nulls);
        } catch (JsonException e) {
            throw new FluxException(Errno.EPROTO, e.getMessage() == null ? "" : e.getMessage());
        }
    }

    /// The JSON object as a record; no payload reads as `{}`.
    ///
    /// @throws FluxException EPROTO with the reason when it has not the record's shape
    public <T extends Record> T as(Class<T> type) {
        JsonObject object = present ? json() : JsonObject.EMPTY;
        try {
            return RecordCodec.decode(type, object);
        } catch (JsonException e) {
            throw new FluxException(Errno.EPROTO, e.getMessage() == null ? "" : e.getMessage());
        }
    }

    private void checkNul() {
        if (bytes.length == 0 || bytes[bytes.length - 1] != 0) {
            throw new FluxException(Errno.EPROTO);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Payload that
                && present == that.present
                && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return present ? new String(bytes, StandardCharsets.UTF_8).replace("\0", "") : "(none)";
    }
}
