package fluxj.cli.jobs;

import fluxj.job.JobResult;
import fluxj.job.JobState;
import fluxj.json.JsonValue;

import java.util.List;
import java.util.Optional;

/// Why a job ended, in words.
final class EndReason {
    private static final int SIGNALLED = 128;

    /// strsignal(3) of the signals 1 to 31.
    private static final List<String> SIGNALS =
            List.of(
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
                    "Bad system call");

    private EndReason() {}

    /// Empty while it has not.
    static String of(JobLine job) {
        Optional<JobResult> result = job.result();
        if (!job.state().equals(Optional.of(JobState.INACTIVE)) || result.isEmpty()) {
            return "";
        }
        String note = text(job, "exception_note");
        String type = text(job, "exception_type");
        return switch (result.get()) {
            case CANCELED ->
                    type.equals("cancel") && !note.isEmpty() ? "Canceled: " + note : "Canceled";
            case FAILED -> failed(job, type, note);
            case TIMEOUT -> "Timeout";
            case COMPLETED -> "Exit " + code(job);
        };
    }

    private static String text(JobLine job, String name) {
        return job.attribute(name)
                .filter(JsonValue.Text.class::isInstance)
                .map(value -> ((JsonValue.Text) value).value())
                .orElse("");
    }

    private static long code(JobLine job) {
        return job.returnCode() instanceof JsonValue.Whole(long code) ? code : 0;
    }

    private static String failed(JobLine job, String type, String note) {
        boolean fatal = job.attribute("exception_severity").equals(Optional.of(JsonValue.of(0)));
        if (fatal && !type.isEmpty() && !type.equals("exec")) {
            return "Exception: type=" + type + (note.isEmpty() ? "" : " note=" + note);
        }
        long code = code(job);
        if (code > SIGNALLED) {
            int signal = (int) code - SIGNALLED;
            return signal <= SIGNALS.size() ? SIGNALS.get(signal - 1) : "Signaled " + signal;
        }
        return switch ((int) code) {
            case 126 -> "Command invoked cannot execute";
            case 127 -> "command not found";
            case SIGNALLED -> "Invalid argument to exit";
            default -> "Exit " + code;
        };
    }
}
