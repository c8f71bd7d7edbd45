package fluxj.cli.job.attach;

import fluxj.json.JsonObject;

/// A message of a job's shell among its output.
final class ShellMessage {
    private static final String[] LEVELS = {
        "FATAL", "FATAL", "FATAL", "ERROR", " WARN", "", "DEBUG", "TRACE"
    };

    private ShellMessage() {}

    /// The word for its level; empty when there is none.
    static String level(JsonObject context) {
        long level = context.whole("level").orElse(-1L);
        return level >= 0 && level < LEVELS.length ? LEVELS[(int) level] : "";
    }

    /// The line.
    static String of(JsonObject context, String rank) {
        String level = level(context);
        return "flux-shell["
                + rank
                + "]: "
                + (level.isEmpty() ? "" : level + ": ")
                + context.text("component").map(name -> name + ": ").orElse("")
                + context.text("message").orElse("");
    }
}
