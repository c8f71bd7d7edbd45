package fluxj.subprocess;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import fluxj.errors.FluxException;
import fluxj.json.JsonObject;
import fluxj.json.RecordCodec;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;

class IoObjectTest {
    @Test
    void writesTextAsText() {
        assertEquals(
                "{\"stream\":\"stdout\",\"rank\":\"3\",\"data\":\"h\u00e9\\n\"}",
                RecordCodec.encode(
                                IoObject.of("stdout", 3, "hé\n".getBytes(StandardCharsets.UTF_8)))
                        .toString());
    }

    @Test
    void writesOtherBytesInBase64() {
        byte[] bytes = {(byte) 0xff, 0, 'a'};
        JsonObject json = RecordCodec.encode(IoObject.of("stdout", 0, bytes));
        assertEquals(
                "{\"stream\":\"stdout\",\"rank\":\"0\",\"data\":\"/wBh\",\"encoding\":\"base64\"}",
                json.toString());
        assertArrayEquals(bytes, RecordCodec.decode(IoObject.class, json).bytes());
    }

    @Test
    void textWithANulGoesInBase64() {
        assertEquals(
                "base64", IoObject.of("stdout", 0, new byte[] {'a', 0}).encoding().orElseThrow());
    }

    @Test
    void writesTheEndWithoutData() {
        assertEquals(
                "{\"stream\":\"stderr\",\"rank\":\"1\",\"eof\":true}",
                RecordCodec.encode(IoObject.end("stderr", 1)).toString());
    }

    @Test
    void refusesBadEncodings() {
        for (String io :
                new String[] {
                    "{\"stream\":\"stdin\",\"rank\":\"0\",\"data\":\"x\",\"encoding\":\"rot13\"}",
                    "{\"stream\":\"stdin\",\"rank\":\"0\",\"data\":\"*\",\"encoding\":\"base64\"}"
                }) {
            IoObject data = RecordCodec.decode(IoObject.class, JsonObject.parse(io));
            assertThrows(FluxException.class, data::bytes);
        }
    }
}
