package fluxj.coral2.dws.apiserver;

import fluxj.platform.ByteStream;

import java.nio.charset.StandardCharsets;

/// Writes answers of HTTP/1.1: whole ones, and bodies that go on in chunks.
final class HttpWriter {
    private final ByteStream stream;

    HttpWriter(ByteStream stream) {
        this.stream = stream;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String head(int code, String type) {
        return "HTTP/1.1 " + code + " " + phrase(code) + "\r\nContent-Type: " + type + "\r\n";
    }

    private static String phrase(int code) {
        return switch (code) {
            case 200 -> "OK";
            case 201 -> "Created";
            case 400 -> "Bad Request";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 409 -> "Conflict";
            case 410 -> "Gone";
            case 422 -> "Unprocessable Entity";
            case 500 -> "Internal Server Error";
            default -> "Status";
        };
    }

    void whole(Reply.Whole reply) {
        StringBuilder warnings = new StringBuilder();
        for (String warning : reply.warnings()) {
            String quoted = warning.replace("\\", "\\\\").replace("\"", "\\\"");
            warnings.append("Warning: 299 - \"").append(quoted).append("\"\r\n");
        }
        byte[] head =
                ascii(
                        head(reply.code(), reply.type())
                                + warnings
                                + "Content-Length: "
                                + reply.body().length
                                + "\r\n\r\n");
        stream.write(joined(head, reply.body()));
    }

    void startChunks() {
        stream.write(ascii(head(200, "application/json") + "Transfer-Encoding: chunked\r\n\r\n"));
    }

    void chunk(byte[] body) {
        byte[] start = ascii(Integer.toHexString(body.length) + "\r\n");
        stream.write(joined(joined(start, body), ascii("\r\n")));
    }

    void endChunks() {
        stream.write(ascii("0\r\n\r\n"));
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = new byte[first.length + second.length];
        System.arraycopy(first, 0, both, 0, first.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
