package fluxj.cli.jobs.listing;

import fluxj.cli.CommandFailure;
import fluxj.cli.format.NamedFormats.Named;
import fluxj.cli.format.OutputFormat;

import java.util.LinkedHashMap;
import java.util.Map;

/// The formats of `jobs` and `pgrep` that have names.
public final class JobFormats {
    /// The default of `pgrep`.
    public static final String IDS = "{id.f58}";

    private static final String FRONT = "{id.f58:>12} ?:{queue:<8.8} ";
    private static final String USER = FRONT + "+:{username:<8} {name:<10.10+} ";
    private static final String SIZES = "{ntasks:>6} {nnodes:>6h} ";
    private static final String REST = "{contextual_time!F:>8h} {contextual_info}";
    private static final Named LONG =
            new Named(
                    "Extended flux-jobs format string",
                    USER
                            + "{status:>9.9} "
                            + SIZES
                            + "{t_submit!d:%b%d %R::>12} {t_remaining!F:>12h} "
                            + REST);
    private static final Named DEPS =
            new Named(
                    "Show job urgency, priority, and dependencies",
                    FRONT
                            + "{name:<10.10+} {urgency:<3} {priority:<12} {state:<8.8}"
                            + " {dependencies}");

    private JobFormats() {}

    /// Those of `jobs`.
    public static Map<String, Named> ofJobs() {
        Map<String, Named> formats = new LinkedHashMap<>();
        formats.put(
                "default",
                new Named(
                        "Default flux-jobs format string",
                        USER + "{status_abbrev:>2.2} " + SIZES + REST));
        formats.put(
                "cute",
                new Named(
                        "Cute flux-jobs format string (default with emojis)",
                        USER + "{status_emoji:>5.5} " + SIZES + REST));
        formats.put("long", LONG);
        formats.put("deps", DEPS);
        formats.put(
                "endreason",
                new Named(
                        "Show why each job ended",
                        USER
                                + "{status_abbrev:>2.2} {t_inactive!d:%b%d %R::>12h}"
                                + " {inactive_reason}"));
        return formats;
    }

    /// Those of `pgrep`.
    public static Map<String, Named> ofPgrep() {
        Map<String, Named> formats = new LinkedHashMap<>();
        formats.put("default", new Named("Default flux-pgrep format string", IDS));
        formats.put(
                "full",
                new Named(
                        "full flux-pgrep format string",
                        USER + "{status_abbrev:>2.2} " + SIZES + REST));
        formats.put("long", LONG);
        formats.put("deps", DEPS);
        return formats;
    }

    /// Reads a format of jobs.
    public static OutputFormat read(String format, JobFields fields) {
        try {
            return OutputFormat.of(format, fields::heading);
        } catch (CommandFailure e) {
            throw new CommandFailure(
                    e.line().replaceFirst("^ERROR: ", "ERROR: Error in user format: "));
        }
    }
}
