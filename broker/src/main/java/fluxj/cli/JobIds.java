package fluxj.cli;

import fluxj.errors.FluxException;
import fluxj.job.JobId;

import java.util.List;
import java.util.Locale;
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
        if (environment.containsKey("FLUX_F58_FORCE_ASCII")) {
            return false;
        }
        for (String name : List.of("LC_ALL", "LC_CTYPE", "LANG")) {
            String locale = environment.getOrDefault(name, "");
            if (!locale.isEmpty()) {
                String lower = locale.toLowerCase(Locale.ROOT);
                return lower.contains("utf-8") || lower.contains("utf8");
            }
        }
        return false;
    }
}
