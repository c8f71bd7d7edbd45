package fluxj.cert;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Reads the text of a certificate line by line, as strictly as flux-core does:
///
/// ```text
/// # comment
/// metadata
///     key = "value"
/// curve
///     public-key = "40 characters"
///     secret-key = "40 characters"
/// ```
final class CertificateParser {
    private static final int MAX_LINE = 255;
    private static final int KEY_TEXT_LENGTH = 40;
    private static final String KEY_MARKS = "-.";
    private static final String VALUE_MARKS = ".-:+=^!/*?&<>()[]{}@%$# \t";

    private enum Section {
        NONE,
        METADATA,
        CURVE
    }

    private final Map<String, String> metadata = new LinkedHashMap<>();
    private Optional<byte[]> publicKey = Optional.empty();
    private Optional<byte[]> secretKey = Optional.empty();
    private Section section = Section.NONE;
    private int lineNumber;

    CertificateParser(String text) {
        text.lines().forEach(this::parseLine);
    }

    /// The bytes of the public key.
    ///
    /// @throws CertificateException when the text has none
    byte[] publicKey() {
        return publicKey.orElseThrow(() -> incomplete("public-key"));
    }

    /// The bytes of the secret key.
    ///
    /// @throws CertificateException when the text has none
    byte[] secretKey() {
        return secretKey.orElseThrow(() -> incomplete("secret-key"));
    }

    /// What the text says beside the keys, in its order.
    Map<String, String> metadata() {
        return metadata;
    }

    static boolean isKey(String text) {
        return !text.isEmpty() && consistsOf(text, KEY_MARKS);
    }

    static boolean isValue(String text) {
        return consistsOf(text, VALUE_MARKS);
    }

    private static boolean consistsOf(String text, String marks) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean letterOrDigit =
                    (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!letterOrDigit && marks.indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }

    private void parseLine(String line) {
        lineNumber++;
        if (line.length() > MAX_LINE) {
            throw invalid("is longer than " + MAX_LINE + " bytes");
        }
        String content = line.strip();
        if (content.isEmpty() || content.startsWith("#")) {
            return;
        }
        boolean indented = line.startsWith(" ") || line.startsWith("\t");
        if (!indented) {
            section =
                    switch (content) {
                        case "metadata" -> Section.METADATA;
                        case "curve" -> Section.CURVE;
                        default -> throw invalid("is neither 'metadata' nor 'curve'");
                    };
            return;
        }
        parseEntry(content);
    }

    private void parseEntry(String entry) {
        int equals = entry.indexOf('=');
        String key = equals < 0 ? "" : entry.substring(0, equals).strip();
        String quoted = entry.substring(equals + 1).strip();
        if (!isKey(key)
                || quoted.length() < 2
                || !quoted.startsWith("\"")
                || !quoted.endsWith("\"")) {
            throw invalid("is not of the form key = \"value\"");
        }
        String value = quoted.substring(1, quoted.length() - 1);
        if (!isValue(value)) {
            throw invalid("has a character that is not allowed in a value");
        }
        switch (section) {
            case NONE -> throw invalid("is in no section");
            case METADATA -> addMetadata(key, value);
            case CURVE -> setKey(key, value);
        }
    }

    private void addMetadata(String key, String value) {
        if (metadata.putIfAbsent(key, value) != null) {
            throw new CertificateException(
                    "File exists (line " + lineNumber + " sets '" + key + "' again)");
        }
    }

    private void setKey(String key, String value) {
        switch (key) {
            case "public-key" -> publicKey = Optional.of(decode(value));
            case "secret-key" -> secretKey = Optional.of(decode(value));
            default -> throw invalid("is neither public-key nor secret-key");
        }
    }

    private byte[] decode(String value) {
        try {
            if (value.length() == KEY_TEXT_LENGTH) {
                return Z85.decode(value);
            }
        } catch (CertificateException _) {
            // Told below: the reader needs the line, not the character.
        }
        throw invalid("does not hold a key of 40 Z85 characters");
    }

    private static CertificateException incomplete(String key) {
        return new CertificateException("Invalid argument (" + key + " is missing)");
    }

    private CertificateException invalid(String what) {
        return new CertificateException("Invalid argument (line " + lineNumber + " " + what + ")");
    }
}
