package fluxj.zmtp;

/// A peer broke the protocol or was refused; its connection ends. The message says for a person
/// what was wrong and what to do. No stack trace, because strangers can cause as many as they like.
public final class ZmtpException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// A refusal with its reason.
    public ZmtpException(String reason) {
        super(reason, null, false, false);
    }

    /// The reason.
    public String reason() {
        return String.valueOf(getMessage());
    }
}
