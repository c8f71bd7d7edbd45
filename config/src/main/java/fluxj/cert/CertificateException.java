package fluxj.cert;

/// A certificate that cannot be used. The message is one line that names the file, when there is
/// one, and starts with Flux's words.
public final class CertificateException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// What is wrong, in one line.
    public CertificateException(String message) {
        super(message);
    }
}
