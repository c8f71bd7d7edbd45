package fluxj.cli.jobs;

import fluxj.errors.FluxException;
import fluxj.job.JobId;
import fluxj.json.JsonObject;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// Tells jobs by a regular expression that is found in their names, by a range of ids `X..Y`, or by
/// both. A name that could be a range is `name:X..Y`.
record JobPattern(Optional<Pattern> name, Optional<Range> ids) {
    private static final String NAME = "name:";

    /// Ids in their order, which is that of submission.
    record Range(JobId first, JobId last) {
        boolean contains(long id) {
            return Long.compareUnsigned(id, first.value()) >= 0
                    && Long.compareUnsigned(id, last.value()) <= 0;
        }
    }

    /// Reads expressions.
    ///
    /// @throws IllegalArgumentException when there is more than one pattern, or it is none
    static JobPattern of(List<String> expressions) {
        Optional<Pattern> name = Optional.empty();
        Optional<Range> ids = Optional.empty();
        for (String word : expressions) {
            Optional<Range> range = range(word);
            if (range.isPresent()) {
                ids = range;
                continue;
            }
            if (name.isPresent()) {
                throw new IllegalArgumentException("Only one pattern can be provided");
            }
            name =
                    Optional.of(
                            pattern(word.startsWith(NAME) ? word.substring(NAME.length()) : word));
        }
        return new JobPattern(name, ids);
    }

    private static Optional<Range> range(String word) {
        int dots = word.contains(":") ? -1 : word.indexOf("..");
        if (dots < 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new Range(
                            JobId.parse(word.substring(0, dots)),
                            JobId.parse(word.substring(dots + 2))));
        } catch (FluxException e) {
            return Optional.empty();
        }
    }

    private static Pattern pattern(String text) {
        try {
            return Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    e.getDescription().toLowerCase(Locale.ROOT)
                            + (e.getIndex() < 0 ? "" : " at position " + e.getIndex()),
                    e);
        }
    }

    /// True for a job that it is about.
    boolean matches(JsonObject job) {
        return name.map(wanted -> wanted.matcher(job.text("name").orElse("")).find()).orElse(true)
                && ids.map(range -> range.contains(job.whole("id").orElse(0L))).orElse(true);
    }
}
