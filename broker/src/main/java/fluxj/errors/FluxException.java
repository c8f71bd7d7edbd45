package fluxj.errors;

import fluxj.format.IoReason;

import java.io.IOException;

/// The one exception that crosses an RPC: an errno and a line of text for a person (RFC 6). An
/// empty text means that the peer sent none; [#getMessage] is then the errno's own text.
public final class FluxException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Errno errno;
    private final String text;

    /// An error with its own text.
    public FluxException(Errno errno, String text) {
        super(text.isEmpty() ? errno.text() : text);
        this.errno = errno;
        this.text = text;
    }

    /// An error that says no more than its errno.
    public FluxException(Errno errno) {
        this(errno, "");
    }

    /// An error of the file system or the network, in the system's words.
    public static FluxException of(IOException failure) {
        String reason = IoReason.of(failure);
        return new FluxException(Errno.ofText(reason).orElse(Errno.EIO), reason);
    }

    /// The Linux error number.
    public Errno errno() {
        return errno;
    }

    /// The text that goes into the response, empty when there is none.
    public String text() {
        return text;
    }

    @Override
    public String getMessage() {
        return text.isEmpty() ? errno.text() : text;
    }
}
