package fluxj.cli.jobs.listing;

import fluxj.cli.format.FieldItem;
import fluxj.job.JobState;
import fluxj.json.JsonValue;
import fluxj.platform.Signum;

/// Why a job ended, in words.
final class EndReason {
    private static final int SIGNALLED = 128;
    private static final int LAST_NAMED = 31;

    private EndReason() {}

    /// Empty while it has not.
    static String of(FieldItem job) {
        if (!text(job, "state").equals(JobState.INACTIVE.name())) {
            return "";
        }
        String note = text(job, "exception.note");
        String type = text(job, "exception.type");
        return switch (text(job, "result")) {
            case "CANCELED" ->
                    type.equals("cancel") && !note.isEmpty() ? "Canceled: " + note : "Canceled";
            case "FAILED" -> failed(job, type, note);
            case "TIMEOUT" -> "Timeout";
            default -> "Exit " + code(job);
        };
    }

    private static String text(FieldItem job, String name) {
        return job.field(name) instanceof JsonValue.Text(String text) ? text : "";
    }

    private static long code(FieldItem job) {
        return job.field("returncode") instanceof JsonValue.Whole(long code) ? code : 0;
    }

    private static String failed(FieldItem job, String type, String note) {
        boolean fatal = job.field("exception.severity").equals(JsonValue.of(0));
        if (fatal && !type.isEmpty() && !type.equals("exec")) {
            return "Exception: type=" + type + (note.isEmpty() ? "" : " note=" + note);
        }
        long code = code(job);
        if (code > SIGNALLED) {
            int signal = (int) code - SIGNALLED;
            return signal <= LAST_NAMED ? Signum.text(signal) : "Signaled " + signal;
        }
        return switch ((int) code) {
            case 126 -> "Command invoked cannot execute";
            case 127 -> "command not found";
            case SIGNALLED -> "Invalid argument to exit";
            default -> "Exit " + code;
        };
    }
}
