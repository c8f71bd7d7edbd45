package fluxj.subprocess;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonValue;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/// Bytes of one stream as RFC 24 writes them: text when they are UTF-8, else base64.
///
/// @param stream `stdout`, `stderr`, `stdin` or a channel's name
/// @param rank whose, as an idset
/// @param data the bytes; what Flux sends as text may hold NULs
/// @param encoding `base64` or absent
/// @param eof true at the end of the stream
public record IoObject(
        String stream,
        String rank,
        Optional<JsonValue.Text> data,
        Optional<String> encoding,
        Optional<Boolean> eof) {

    private static final String BASE64 = "base64";

    /// Bytes of a stream.
    public static IoObject of(String stream, int rank, byte[] bytes) {
        return of(stream, Integer.toString(rank), bytes);
    }

    /// Bytes of a stream.
    ///
    /// @param rank an idset, or `all`
    public static IoObject of(String stream, String rank, byte[] bytes) {
        Optional<String> text = text(bytes);
        return new IoObject(
                stream,
                rank,
                Optional.of(
                        new JsonValue.Text(
                                text.orElseGet(() -> Base64.getEncoder().encodeToString(bytes)))),
                text.isPresent() ? Optional.empty() : Optional.of(BASE64),
                Optional.empty());
    }

    /// The end of a stream.
    public static IoObject end(String stream, int rank) {
        return end(stream, Integer.toString(rank));
    }

    /// The end of a stream.
    ///
    /// @param rank an idset, or `all`
    public static IoObject end(String stream, String rank) {
        return new IoObject(stream, rank, Optional.empty(), Optional.empty(), Optional.of(true));
    }

    /// The bytes; none when there are no data.
    ///
    /// @throws FluxException EPROTO for an unknown encoding or bad base64
    public byte[] bytes() {
        if (data.isEmpty()) {
            return new byte[0];
        }
        if (encoding.isEmpty() || encoding.get().equals("UTF-8")) {
            return data.get().value().getBytes(StandardCharsets.UTF_8);
        }
        if (!encoding.get().equals(BASE64)) {
            throw new FluxException(Errno.EPROTO, "unknown encoding " + encoding.get());
        }
        try {
            return Base64.getDecoder().decode(data.get().value());
        } catch (IllegalArgumentException e) {
            throw new FluxException(Errno.EPROTO, String.valueOf(e.getMessage()));
        }
    }

    /// True at the end of the stream.
    public boolean isEnd() {
        return eof.orElse(false);
    }

    /// The text of bytes that are UTF-8 and have no NUL, which Flux's JSON reader would refuse.
    private static Optional<String> text(byte[] bytes) {
        for (byte b : bytes) {
            if (b == 0) {
                return Optional.empty();
            }
        }
        try {
            return Optional.of(
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
        } catch (CharacterCodingException _) {
            return Optional.empty();
        }
    }
}
