package fluxj.coral2.dws.apiserver;

import fluxj.coral2.dws.apiserver.store.ApiException;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Reads requests of HTTP/1.1 out of bytes as they come, within limits.
final class HttpReader {
    private static final int MOST_HEADERS = 64 * 1024;
    private static final int MOST_BODY = 3 * 1024 * 1024;
    private static final String LINE_END = "\r\n";

    private byte[] buffer = new byte[4096];
    private int length;

    /// Bytes that came and are no part of a request yet.
    int buffered() {
        return length;
    }

    void feed(byte[] chunk) {
        if (length + chunk.length > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + chunk.length));
        }
        System.arraycopy(chunk, 0, buffer, length, chunk.length);
        length += chunk.length;
    }

    /// The next request when all of it is there.
    ///
    /// @throws ApiException for what is no request, after which nothing more can be read
    Optional<HttpRequest> next() {
        int end = find(LINE_END + LINE_END, 0);
        if (end < 0) {
            if (length > MOST_HEADERS) {
                throw new ApiException(431, "RequestHeaderFieldsTooLarge", "headers are too long");
            }
            return Optional.empty();
        }
        String[] lines =
                new String(buffer, 0, end, StandardCharsets.ISO_8859_1).split(LINE_END, -1);
        String[] first = lines[0].split(" ", -1);
        if (first.length != 3 || !first[2].startsWith("HTTP/1.") || !first[1].startsWith("/")) {
            throw ApiException.badRequest("no request of HTTP/1.1: " + lines[0]);
        }
        Map<String, String> headers = new LinkedHashMap<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            if (colon < 1) {
                throw ApiException.badRequest("no header: " + lines[i]);
            }
            headers.put(
                    lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
                    lines[i].substring(colon + 1).strip());
        }
        int start = end + 2 * LINE_END.length();
        if (headers.getOrDefault("transfer-encoding", "").equalsIgnoreCase("chunked")) {
            return chunked(start).map(body -> new HttpRequest(first[0], first[1], headers, body));
        }
        String stated = headers.getOrDefault("content-length", "0");
        if (!stated.matches("[0-9]{1,9}")) {
            throw ApiException.badRequest("no length: " + stated);
        }
        int size = Integer.parseInt(stated);
        checkSize(size);
        if (length - start < size) {
            return Optional.empty();
        }
        byte[] body = Arrays.copyOfRange(buffer, start, start + size);
        drop(start + size);
        return Optional.of(new HttpRequest(first[0], first[1], headers, body));
    }

    private static void checkSize(int size) {
        if (size > MOST_BODY) {
            throw new ApiException(
                    413, "RequestEntityTooLarge", "limit is " + MOST_BODY + " bytes");
        }
    }

    /// A body in chunks when all of them are there.
    private Optional<byte[]> chunked(int start) {
        byte[] body = new byte[0];
        int at = start;
        while (true) {
            int end = find(LINE_END, at);
            if (end < 0) {
                return Optional.empty();
            }
            String stated =
                    new String(buffer, at, end - at, StandardCharsets.ISO_8859_1)
                            .split(";", 2)[0].strip();
            if (!stated.matches("[0-9a-fA-F]{1,7}")) {
                throw ApiException.badRequest("no size of a chunk: " + stated);
            }
            int size = Integer.parseInt(stated, 16);
            checkSize(body.length + size);
            int from = end + LINE_END.length();
            int after = size == 0 ? find(LINE_END, from) : from + size;
            if (after < 0 || after + LINE_END.length() > length) {
                return Optional.empty();
            }
            if (size == 0) {
                drop(after + LINE_END.length());
                return Optional.of(body);
            }
            int old = body.length;
            body = Arrays.copyOf(body, old + size);
            System.arraycopy(buffer, from, body, old, size);
            at = after + LINE_END.length();
        }
    }

    private int find(String text, int from) {
        for (int i = from; i + text.length() <= length; i++) {
            int matched = 0;
            while (matched < text.length() && buffer[i + matched] == text.charAt(matched)) {
                matched++;
            }
            if (matched == text.length()) {
                return i;
            }
        }
        return -1;
    }

    private void drop(int count) {
        System.arraycopy(buffer, count, buffer, 0, length - count);
        length -= count;
    }
}
