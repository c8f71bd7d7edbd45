package fluxj.rpc;

import fluxj.wire.Credentials;

/// Who may call a method besides the instance owner (RFC 12, spec broker 1.4).
public enum Access {
    /// Nobody.
    OWNER(Credentials.OWNER),
    /// Users the instance lets in.
    USER(Credentials.OWNER | Credentials.USER),
    /// Whoever reaches the broker.
    ANY(Credentials.ALL);

    private final int mask;

    Access(int mask) {
        this.mask = mask;
    }

    /// True when these credentials suffice.
    public boolean permits(Credentials cred) {
        return cred.hasAny(mask);
    }

    /// The text of the refusal.
    public String refusal() {
        return this == OWNER
                ? "Request requires owner credentials"
                : "Request rejected due to insufficient privilege";
    }
}
