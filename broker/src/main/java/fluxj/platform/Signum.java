package fluxj.platform;

/// Signal numbers of Linux, and the C library's words for them.
public final class Signum {
    /// Hangup.
    public static final int SIGHUP = 1;

    /// Interrupt from the keyboard.
    public static final int SIGINT = 2;

    /// Quit from the keyboard.
    public static final int SIGQUIT = 3;

    /// Kill; cannot be caught.
    public static final int SIGKILL = 9;

    /// Free for applications.
    public static final int SIGUSR1 = 10;

    /// Invalid memory reference.
    public static final int SIGSEGV = 11;

    /// Free for applications.
    public static final int SIGUSR2 = 12;

    /// Write to a pipe that nobody reads.
    public static final int SIGPIPE = 13;

    /// Timer.
    public static final int SIGALRM = 14;

    /// Please end.
    public static final int SIGTERM = 15;

    /// A child stopped or ended.
    public static final int SIGCHLD = 17;

    /// Go on.
    public static final int SIGCONT = 18;

    /// Stop; cannot be caught.
    public static final int SIGSTOP = 19;

    /// Stop from the keyboard.
    public static final int SIGTSTP = 20;

    /// Read from a terminal in the background.
    public static final int SIGTTIN = 21;

    /// Write to a terminal in the background.
    public static final int SIGTTOU = 22;

    /// The window has another size.
    public static final int SIGWINCH = 28;

    private static final String[] NAMES = {
        "", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV",
        "USR2", "PIPE", "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU",
        "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS"
    };

    private static final String[] TEXTS = {
        "",
        "Hangup",
        "Interrupt",
        "Quit",
        "Illegal instruction",
        "Trace/breakpoint trap",
        "Aborted",
        "Bus error",
        "Floating point exception",
        "Killed",
        "User defined signal 1",
        "Segmentation fault",
        "User defined signal 2",
        "Broken pipe",
        "Alarm clock",
        "Terminated",
        "Stack fault",
        "Child exited",
        "Continued",
        "Stopped (signal)",
        "Stopped",
        "Stopped (tty input)",
        "Stopped (tty output)",
        "Urgent I/O condition",
        "CPU time limit exceeded",
        "File size limit exceeded",
        "Virtual timer expired",
        "Profiling timer expired",
        "Window changed",
        "I/O possible",
        "Power failure",
        "Bad system call"
    };

    private Signum() {}

    /// The C library's description, such as `Terminated`.
    public static String text(int signum) {
        if (signum > 0 && signum < TEXTS.length) {
            return TEXTS[signum];
        }
        return signum >= 34 && signum <= 64
                ? "Real-time signal " + (signum - 34)
                : "Unknown signal " + signum;
    }

    /// The name with its `SIG`, such as `SIGTERM`; a bare number for one that has none.
    public static String name(int signum) {
        return signum > 0 && signum < NAMES.length
                ? "SIG" + NAMES[signum]
                : Integer.toString(signum);
    }

    /// The number of a signal given as `TERM`, `SIGTERM` or `15`; -1 when it is none.
    public static int parse(String text) {
        String name = text.startsWith("SIG") ? text.substring(3) : text;
        for (int i = 1; i < NAMES.length; i++) {
            if (NAMES[i].equals(name)) {
                return i;
            }
        }
        if (text.isEmpty() || text.length() > 2) {
            return -1;
        }
        int number = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            number = number * 10 + c - '0';
        }
        return number >= 1 && number <= 64 ? number : -1;
    }
}
