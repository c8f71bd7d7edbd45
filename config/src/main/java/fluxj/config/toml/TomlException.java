package fluxj.config.toml;

/// A text that is not TOML, or TOML that has no JSON form. The message is one line without the
/// place.
public final class TomlException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int line;
    private final int column;

    TomlException(String message, TomlPlace place) {
        super(message);
        this.line = place.line();
        this.column = place.column();
    }

    /// Where in the text.
    public TomlPlace place() {
        return new TomlPlace(line, column);
    }
}
