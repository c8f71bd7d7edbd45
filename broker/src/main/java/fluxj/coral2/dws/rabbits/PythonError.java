package fluxj.coral2.dws.rabbits;

import fluxj.errors.FluxException;

/// Errors of the broker as flux-coral2, which is Python, writes them in its log.
public final class PythonError {
    private PythonError() {}

    /// What `repr` makes of it.
    public static String of(FluxException error) {
        int errno = error.errno().number();
        return typeOf(errno)
                + "("
                + errno
                + ", "
                + quoted(String.valueOf(error.getMessage()))
                + ")";
    }

    private static String typeOf(int errno) {
        return switch (errno) {
            case 1, 13 -> "PermissionError";
            case 2 -> "FileNotFoundError";
            case 3 -> "ProcessLookupError";
            case 4 -> "InterruptedError";
            case 11 -> "BlockingIOError";
            case 17 -> "FileExistsError";
            case 103 -> "ConnectionAbortedError";
            case 104 -> "ConnectionResetError";
            case 110 -> "TimeoutError";
            case 111 -> "ConnectionRefusedError";
            default -> "OSError";
        };
    }

    /// A text in quotes.
    public static String quoted(String text) {
        char quote = text.contains("'") && !text.contains("\"") ? '"' : '\'';
        return quote + text.replace("\\", "\\\\").replace("" + quote, "\\" + quote) + quote;
    }
}
