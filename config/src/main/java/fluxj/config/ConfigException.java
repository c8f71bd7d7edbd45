package fluxj.config;

/// A configuration that cannot be used. The message is one line: the place where there is one
/// (`file:line:column`), Flux's words, and what would be right where that is known.
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// What is wrong, in one line.
    public ConfigException(String message) {
        super(message);
    }
}
