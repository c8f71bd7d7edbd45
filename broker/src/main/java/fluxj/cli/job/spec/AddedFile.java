package fluxj.cli.job.spec;

import fluxj.format.FormatException;
import fluxj.format.IoReason;
import fluxj.json.JsonObject;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.regex.Pattern;

/// `[NAME[:PERMS]=]PATH` or `NAME[:PERMS]=TEXT\n…` of `--add-file` as a file of a jobspec (RFC 37).
///
/// @param name its path below the job's directory
/// @param file mode, size, data and encoding
record AddedFile(String name, JsonObject file) {
    private static final int REGULAR = 0100000;
    private static final int OWN_ONLY = 0600;
    private static final int OWN_PROGRAM = 0700;
    private static final Pattern OCTAL = Pattern.compile("(0[oO])?[0-7]{1,9}");

    /// A program in a text.
    static AddedFile script(String name, String text) {
        return ofText(name, OWN_PROGRAM, text);
    }

    /// A file whose content is JSON.
    static AddedFile json(String name, JsonObject content) {
        return new AddedFile(
                name,
                JsonObject.builder().put("mode", OWN_ONLY | REGULAR).put("data", content).build());
    }

    private static AddedFile ofText(String name, int mode, String text) {
        return new AddedFile(
                name,
                JsonObject.builder()
                        .put("mode", mode | REGULAR)
                        .put("data", text)
                        .put("encoding", "utf-8")
                        .build());
    }

    /// Reads the file that an argument names.
    static AddedFile of(String argument) {
        String text = argument.replace("\\n", "\n");
        int equals = text.indexOf('=');
        String name = equals < 0 ? text : text.substring(0, equals);
        String data = equals < 0 ? "" : text.substring(equals + 1);
        if (data.isEmpty()) {
            if (name.contains("\n")) {
                throw new FormatException("--add-file: file name missing");
            }
            return new AddedFile(name.substring(name.lastIndexOf('/') + 1), load(argument, name));
        }
        int mode = OWN_ONLY;
        int colon = name.indexOf(':');
        String octal = colon < 0 ? "" : name.substring(colon + 1);
        if (OCTAL.matcher(octal).matches()) {
            mode = Integer.parseInt(octal.replaceFirst("^0[oO]", ""), 8);
            name = name.substring(0, colon);
        }
        if (!data.contains("\n")) {
            return new AddedFile(name, load(argument, data));
        }
        return ofText(name, mode, data);
    }

    private static JsonObject load(String argument, String path) {
        try {
            Path file = Path.of(path);
            byte[] bytes = Files.readAllBytes(file);
            JsonObject.Builder ref =
                    JsonObject.builder()
                            .put("mode", (Integer) Files.getAttribute(file, "unix:mode"))
                            .put("size", bytes.length);
            try {
                String text =
                        StandardCharsets.UTF_8
                                .newDecoder()
                                .decode(ByteBuffer.wrap(bytes))
                                .toString();
                return ref.put("data", text).put("encoding", "utf-8").build();
            } catch (CharacterCodingException e) {
                return ref.put("data", Base64.getEncoder().encodeToString(bytes))
                        .put("encoding", "base64")
                        .build();
            }
        } catch (IOException e) {
            throw new FormatException(
                    "--add-file=" + argument + ": " + IoReason.of(e) + ": '" + path + "'");
        }
    }
}
