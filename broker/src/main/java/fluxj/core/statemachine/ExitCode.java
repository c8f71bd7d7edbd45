package fluxj.core.statemachine;

import fluxj.service.Attributes;

/// The exit code of a broker while it is still being decided (spec broker 6.5).
public final class ExitCode {
    private final Attributes attributes;
    private int code;

    /// Zero so far.
    ///
    /// @param attributes for `broker.exit-norestart`
    public ExitCode(Attributes attributes) {
        this.attributes = attributes;
    }

    /// The code as it stands.
    public int code() {
        return code;
    }

    /// A part has ended with `rc`; it counts when all went well before.
    public void first(int rc) {
        if (code == 0) {
            code = rc;
        }
    }

    /// The broker is to end with `rc`, whatever was before.
    void set(int rc) {
        code = rc;
    }

    /// The broker is to end with `rc`, or with the code that keeps systemd from starting it again
    /// when there is one.
    void fatal(int rc) {
        int norestart = norestart();
        code = norestart == 0 ? rc : norestart;
    }

    /// The code that keeps systemd from starting the broker again; 0 for none.
    int norestart() {
        try {
            return Integer.parseInt(attributes.get("broker.exit-norestart").orElse("0"));
        } catch (NumberFormatException _) {
            return 0;
        }
    }
}
