package fluxj.coral2.dws.apiserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.coral2.dws.apiserver.store.ApiException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

class HttpReaderTest {
    private final HttpReader reader = new HttpReader();

    private void feed(String text) {
        reader.feed(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void requestsComeByteByByteAndSeveralAtOnce() {
        String text =
                "POST /a?x=%20b&y HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc"
                        + "GET /b/ HTTP/1.1\r\nConnection: close\r\n\r\nrest";
        Optional<HttpRequest> first = Optional.empty();
        int fed = 0;
        while (first.isEmpty()) {
            feed(text.substring(fed, ++fed));
            first = reader.next();
        }
        assertEquals("POST", first.get().method());
        assertEquals("/a", first.get().path());
        assertEquals(" b", first.get().query("x"));
        assertEquals("", first.get().query("y"));
        assertEquals("abc", new String(first.get().body(), StandardCharsets.ISO_8859_1));
        feed(text.substring(fed));
        HttpRequest second = reader.next().orElseThrow();
        assertEquals("/b", second.path());
        assertTrue(second.isLast());
        assertEquals(4, reader.buffered());
        assertEquals(Optional.empty(), reader.next());
    }

    @Test
    void bodiesMayComeInChunks() {
        feed("PUT /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
        assertEquals(Optional.empty(), reader.next());
        feed("a;x=y\r\n0123456789\r\n0\r\n\r\n");
        HttpRequest request = reader.next().orElseThrow();
        assertEquals("abc0123456789", new String(request.body(), StandardCharsets.ISO_8859_1));
        assertEquals(0, reader.buffered());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PRI * HTTP/2.0\r\n\r\n",
                "GET /a\r\n\r\n",
                "GET /a HTTP/1.1\r\nno header\r\n\r\n",
                "GET /a HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
                "GET /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
                "GET /a HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n",
            })
    void whatIsNoRequestIsRefused(String text) {
        feed(text);
        assertThrows(ApiException.class, reader::next);
    }

    @Test
    void headersWithoutEndAreRefused() {
        feed("GET /a HTTP/1.1\r\n" + "x: y\r\n".repeat(20_000));
        ApiException refused = assertThrows(ApiException.class, reader::next);
        assertEquals(431, refused.code());
    }
}
