package fluxj.json;

/// A text that is not JSON, or JSON that does not have the shape a record asks for. The message is
/// one line that names the place.
public final class JsonException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// What is wrong, in one line.
    public JsonException(String message) {
        super(message);
    }
}
