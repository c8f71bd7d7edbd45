package fluxj.config;

import java.util.Collection;

/// The word that was probably meant where an unknown one stands.
public final class Suggestion {
    private static final int MAX_DISTANCE = 3;
    private static final int MIN_PREFIX = 3;

    private Suggestion() {}

    /// `; did you mean 'x'?`, or nothing when no known word is near.
    public static String of(String unknown, Collection<String> known) {
        String best = "";
        int bestDistance = Math.min(MAX_DISTANCE, unknown.length() / 2) + 1;
        for (String word : known) {
            boolean begun = unknown.length() >= MIN_PREFIX && word.startsWith(unknown);
            int distance = begun ? 1 : distance(unknown, word);
            if (distance < bestDistance) {
                best = word;
                bestDistance = distance;
            }
        }
        return best.isEmpty() ? "" : "; did you mean '" + best + "'?";
    }

    /// How many characters must be put in, taken out or replaced; `-` and `_` count as the same.
    private static int distance(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = diagonal + (same(from.charAt(i - 1), to.charAt(j - 1)) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[to.length()];
    }

    private static boolean same(char one, char other) {
        return plain(one) == plain(other);
    }

    private static char plain(char c) {
        return c == '_' ? '-' : Character.toLowerCase(c);
    }
}
