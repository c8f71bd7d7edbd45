package fluxj.cli.jobs.eventlog;

import fluxj.cli.ColourOption;
import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.job.EventlogFormatter;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.util.Optional;

/// Which eventlog of a job is shown, and how.
final class EventlogOptions {
    @Option(
            names = {"-f", "--format"},
            paramLabel = "FORMAT",
            description = "Specify output format: text, json")
    private String format = "text";

    @Option(
            names = {"-T", "--time-format"},
            paramLabel = "FORMAT",
            description = "Specify time format: raw, iso, offset, human")
    private String timeFormat = "raw";

    @Option(
            names = {"-H", "--human"},
            description =
                    "Display human-readable output. See also --color, --format, and --time-format.")
    private boolean human;

    @Option(
            names = {"-p", "--path"},
            paramLabel = "PATH",
            description =
                    "Specify alternate eventlog name or path suffix (e.g. \"exec\", \"output\", or"
                            + " \"guest.exec.eventlog\")")
    private String path = "eventlog";

    @Mixin private final ColourOption colour = new ColourOption();

    /// The path below the job's directory; some have a short name.
    String path() {
        return switch (path) {
            case "exec" -> "guest.exec.eventlog";
            case "output", "input" -> "guest." + path;
            default -> path;
        };
    }

    /// What is said when there is no such log.
    CommandFailure notFound(String job) {
        return new CommandFailure(
                path().equals("eventlog")
                        ? "job " + job + " not found"
                        : "eventlog path " + path() + " not found");
    }

    /// The form that is asked for.
    EventlogFormatter formatter(Console console) {
        if (!format.equals("text") && !format.equals("json")) {
            throw new CommandFailure("invalid format type '" + format + "'");
        }
        String form = human ? "human" : timeFormat;
        Optional<EventlogFormatter.Time> time = EventlogFormatter.Time.of(form);
        if (time.isEmpty()) {
            throw new CommandFailure("invalid time-format type '" + form + "'");
        }
        boolean coloured = colour.colours(console);
        return format.equals("json") && !human
                ? EventlogFormatter.json()
                : EventlogFormatter.text(time.get(), coloured);
    }
}
