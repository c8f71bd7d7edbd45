package fluxj.format;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/// Identifiers as six English words, three for each half, the lower half first (RFC 19). The list
/// is read when it is first needed.
final class FluidWords {
    private static final Pattern SEPARATORS = Pattern.compile("[^A-Za-z]+");
    private static final int WORDS_OF_A_HALF = 3;
    private static final int BITS_OF_A_HALF = 32;

    private static final List<String> WORDS = read();
    private static final Map<String, Integer> VALUES = values();

    private FluidWords() {}

    static boolean isLike(String word) {
        return word.indexOf('-') >= 0;
    }

    static String encode(long id) {
        return half(id & 0xffffffffL) + "--" + half(id >>> BITS_OF_A_HALF);
    }

    private static String half(long bits) {
        List<String> words = new ArrayList<>();
        long rest = bits;
        for (int i = 0; i < WORDS_OF_A_HALF; i++) {
            words.add(WORDS.get((int) (rest % WORDS.size())));
            rest /= WORDS.size();
        }
        return String.join("-", words);
    }

    static long decode(String text) {
        String[] words = SEPARATORS.split(text.toLowerCase(Locale.ROOT));
        if (words.length != 2 * WORDS_OF_A_HALF) {
            throw new NumberFormatException();
        }
        return half(words, WORDS_OF_A_HALF) << BITS_OF_A_HALF | half(words, 0);
    }

    private static long half(String[] words, int from) {
        long bits = 0;
        for (int i = from + WORDS_OF_A_HALF - 1; i >= from; i--) {
            bits = FluidDigits.append(bits, WORDS.size(), VALUES.getOrDefault(words[i], -1));
        }
        if (bits >>> BITS_OF_A_HALF != 0) {
            throw new NumberFormatException();
        }
        return bits;
    }

    private static List<String> read() {
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(
                                Objects.requireNonNull(
                                        FluidWords.class.getResourceAsStream("words.txt")),
                                StandardCharsets.UTF_8))) {
            return lines.lines().filter(line -> !line.startsWith("#")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, Integer> values() {
        Map<String, Integer> values = new HashMap<>();
        for (String word : WORDS) {
            values.put(word, values.size());
        }
        return values;
    }
}
