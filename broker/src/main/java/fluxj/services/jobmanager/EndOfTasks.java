package fluxj.services.jobmanager;

import fluxj.platform.Signum;

/// What a raw wait status says of a job (spec services 11.12).
final class EndOfTasks {
    private static final int SIGNAL_BASE = 128;

    private EndOfTasks() {}

    /// What went wrong; empty when nothing did.
    static String problem(int status) {
        int signal = status & 0x7f;
        if (signal != 0) {
            return signal == 0x7f
                    ? "unexpected wait(2) status " + status
                    : "job shell " + Signum.text(signal);
        }
        int code = status >> 8 & 0xff;
        if (code > SIGNAL_BASE) {
            return "task(s) " + Signum.text(code - SIGNAL_BASE);
        }
        return code == 0 ? "" : "task(s) exited with exit code " + code;
    }
}
