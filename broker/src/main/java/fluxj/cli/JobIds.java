package fluxj.cli;

import fluxj.errors.FluxException;
import fluxj.job.JobId;

import java.util.Map;

/// Job ids on a command line and on a terminal.
public final class JobIds {
    private JobIds() {}

    /// The job that a word names, in any of the encodings.
    public static JobId parse(String word) {
        try {
            return JobId.parse(word);
        } catch (FluxException e) {
            throw new CommandFailure("error parsing jobid: \"" + word + "\"");
        }
    }

    /// The id as `ƒdeyF7V`, or with a plain `f` when the locale has no such letter or
    /// `FLUX_F58_FORCE_ASCII` is set.
    public static String f58(Console console, JobId id) {
        return isUnicode(console.environment()) ? id.f58() : id.f58plain();
    }

    /// An encoding of an id, as the locale can show it.
    public static String encode(Console console, JobId id, JobId.Encoding encoding) {
        return encoding == JobId.Encoding.F58 ? f58(console, id) : id.encode(encoding);
    }

    /// True when the terminal can be sent letters of all languages.
    public static boolean isUnicode(Map<String, String> environment) {
        return JobId.isUnicode(environment);
    }
}
