package fluxj.cli.job.attach;

import fluxj.cli.CommandFailure;
import fluxj.json.JsonObject;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// The data of an RFC 24 event.
final class TaskOutput {
    private TaskOutput() {}

    /// The bytes; none at the end of a stream.
    static byte[] bytes(JsonObject io) {
        String data = io.text("data").orElse("");
        if (!io.text("encoding").orElse("").equals("base64")) {
            return data.getBytes(StandardCharsets.UTF_8);
        }
        try {
            return Base64.getDecoder().decode(data);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure("malformed event context");
        }
    }
}
