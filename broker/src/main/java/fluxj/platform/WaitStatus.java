package fluxj.platform;

/// How a process ended, as `wait(2)` encodes it on Linux and Flux puts it on the wire.
public record WaitStatus(int raw) {
    /// The status of a process that called `exit(code)`.
    public static WaitStatus exited(int code) {
        return new WaitStatus((code & 0xff) << 8);
    }

    /// The status of a process that a signal killed.
    public static WaitStatus killedBy(int signum) {
        return new WaitStatus(signum & 0x7f);
    }

    /// True when it exited by itself.
    public boolean isExited() {
        return (raw & 0x7f) == 0;
    }

    /// True when a signal killed it.
    public boolean isSignaled() {
        return (raw & 0x7f) != 0 && (raw & 0x7f) != 0x7f;
    }

    /// True when it is stopped and may go on.
    public boolean isStopped() {
        return (raw & 0xff) == 0x7f;
    }

    /// The signal that killed or stopped it, else 0.
    public int signum() {
        if (isStopped()) {
            return (raw >> 8) & 0xff;
        }
        return isSignaled() ? raw & 0x7f : 0;
    }

    /// The exit code, 128 and the signal number for a killed process.
    public int exitCode() {
        return isExited() ? (raw >> 8) & 0xff : 128 + signum();
    }

    /// True for exit code 0.
    public boolean isSuccess() {
        return raw == 0;
    }

    @Override
    public String toString() {
        return isExited() ? "Exited (rc=" + exitCode() + ")" : Signum.text(signum());
    }
}
