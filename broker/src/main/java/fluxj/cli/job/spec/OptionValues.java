package fluxj.cli.job.spec;

import fluxj.cli.format.PythonNumbers;
import fluxj.cli.format.TimeWords;
import fluxj.format.FormatException;

import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/// What the options of one submission were given. Numbers are read when they are asked for, because
/// `bulksubmit` substitutes into them first.
public final class OptionValues {
    private static final Pattern WHOLE = Pattern.compile("[+-]?\\d+(_\\d+)*");
    private static final String SET = "1";
    private static final String BEGIN_TIME = "begin-time:";

    private final Map<JobOption, List<String>> values = new EnumMap<>(JobOption.class);

    /// The same values, to be changed without changing these.
    public OptionValues copy() {
        OptionValues copy = new OptionValues();
        values.forEach((option, list) -> copy.values.put(option, new ArrayList<>(list)));
        return copy;
    }

    /// These values and then those of a command line that was read after them.
    public OptionValues then(OptionValues later) {
        OptionValues both = copy();
        later.values.forEach((option, list) -> list.forEach(word -> both.add(option, word)));
        return both;
    }

    /// These values without those of some options.
    public OptionValues without(List<JobOption> options) {
        OptionValues rest = copy();
        options.forEach(rest.values::remove);
        return rest;
    }

    /// Adds the word that an option was given.
    public void add(JobOption option, String word) {
        List<String> list = values.computeIfAbsent(option, _ -> new ArrayList<>());
        if (option.kind() != JobOption.Kind.LIST && option.kind() != JobOption.Kind.COUNT) {
            list.clear();
        }
        list.add(word);
    }

    /// Adds the time before which the job must not start; it is read by [#resolveTimes].
    public void addBeginTime(String time) {
        add(JobOption.DEPENDENCY, BEGIN_TIME + time);
    }

    /// Reads the times that were given in words.
    ///
    /// @throws FormatException when one is no time
    public void resolveTimes(ZonedDateTime now) {
        if (has(JobOption.DEPENDENCY)) {
            replace(
                    JobOption.DEPENDENCY,
                    list(JobOption.DEPENDENCY).stream().map(uri -> resolved(uri, now)).toList());
        }
    }

    private static String resolved(String uri, ZonedDateTime now) {
        if (!uri.startsWith(BEGIN_TIME)) {
            return uri;
        }
        String time = uri.substring(BEGIN_TIME.length());
        boolean known = !time.startsWith("+") && PythonNumbers.real(time).isPresent();
        return known ? uri : BEGIN_TIME + TimeWords.timestamp(TimeWords.parse(time, now));
    }

    /// Sets a flag.
    public void set(JobOption flag) {
        add(flag, SET);
    }

    /// True when the option was given.
    public boolean has(JobOption option) {
        return values.containsKey(option);
    }

    /// The word of an option.
    public Optional<String> text(JobOption option) {
        return Optional.ofNullable(values.get(option)).map(List::getLast);
    }

    /// The words of an option.
    public List<String> list(JobOption option) {
        return List.copyOf(values.getOrDefault(option, List.of()));
    }

    /// Replaces the words of an option.
    public void replace(JobOption option, List<String> words) {
        values.put(option, new ArrayList<>(words));
    }

    /// The number that an option was given; none when it was not given or empty.
    ///
    /// @throws FormatException when it is no whole number
    public OptionalLong number(JobOption option) {
        Optional<String> word = text(option).filter(text -> !text.isEmpty());
        if (word.isEmpty()) {
            return OptionalLong.empty();
        }
        String digits = word.get().strip();
        try {
            if (WHOLE.matcher(digits).matches()) {
                return OptionalLong.of(Long.parseLong(digits.replace("_", "")));
            }
        } catch (NumberFormatException e) {
            throw notWhole(option, word.get());
        }
        throw notWhole(option, word.get());
    }

    /// True for a text that [#number] reads.
    public static boolean isWhole(String text) {
        return WHOLE.matcher(text.strip()).matches();
    }

    private static FormatException notWhole(JobOption option, String word) {
        return new FormatException(option.longName() + ": invalid int value '" + word + "'");
    }
}
