package fluxj.services.jobmanager.plugins.builtin;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// A slice as in Python, `[start:stop:step]`, of a list of known length. Start, stop and step may
/// be left out; negative starts and stops count from the end.
///
/// @param start the first index, which may be out of bounds
/// @param stop where it ends, exclusive
record Slice(int start, int stop, int step, int length) {
    private static final Pattern FORM =
            Pattern.compile(
                    "\\[\\s*([+-]?\\d*)\\s*:\\s*([+-]?\\d*)\\s*(?::\\s*([+-]?\\d*)\\s*)?\\]");

    /// Empty when the text is no slice.
    static Optional<Slice> parse(String text, int length) {
        Matcher match = FORM.matcher(text);
        if (!match.matches()) {
            return Optional.empty();
        }
        try {
            int step = number(match.group(3), 1);
            if (step == 0) {
                return Optional.empty();
            }
            int start = number(match.group(1), step > 0 ? 0 : length - 1);
            int stop = number(match.group(2), step > 0 ? length : -length - 1);
            return Optional.of(
                    new Slice(fromEnd(start, length), fromEnd(stop, length), step, length));
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }

    private static int number(String digits, int otherwise) {
        return digits == null || digits.isEmpty() ? otherwise : Integer.parseInt(digits);
    }

    private static int fromEnd(int index, int length) {
        return index < 0 ? length + index : index;
    }

    /// The indexes that it names and that there are, in its order.
    IntStream indexes() {
        if (step > 0) {
            int first = start >= 0 ? start : start + (-start + step - 1) / step * step;
            return IntStream.iterate(first, i -> i < Math.min(stop, length), i -> i + step);
        }
        int over = Math.max(0, start - (length - 1));
        int first = start - (over - step - 1) / -step * -step;
        return IntStream.iterate(first, i -> i > stop && i >= 0, i -> i + step);
    }
}
