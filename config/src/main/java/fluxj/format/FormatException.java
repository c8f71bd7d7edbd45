package fluxj.format;

/// A text that is not the value it should be. The message is one line that can be shown as it is.
public final class FormatException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// What is wrong, in one line.
    public FormatException(String message) {
        super(message);
    }
}
