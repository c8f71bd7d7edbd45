package fluxj.format;

/// Flux's 64-bit identifiers as people write them (RFC 19): decimal, `0x` hexadecimal, dotted
/// hexadecimal, F58, words and emoji (spec services 16.1). The numbers are unsigned.
public final class Fluid {
    private static final String BASE58 =
            "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

    private static final int DOTTED_GROUPS = 4;
    private static final int BITS_OF_A_GROUP = 16;

    private Fluid() {}

    /// Reads an identifier in any form; blanks around it do not count.
    ///
    /// @throws FormatException when it is in none of the forms
    public static long parse(String text) {
        String word = text.strip();
        try {
            if (word.indexOf('.') >= 0) {
                return parseDotted(word);
            }
            if (FluidWords.isLike(word)) {
                return FluidWords.decode(word);
            }
            if (word.startsWith("ƒ") || word.startsWith("f")) {
                return parseBase58(word.substring(1));
            }
            if (FluidEmoji.isLike(word)) {
                return FluidEmoji.decode(word);
            }
            if (word.startsWith("0x")) {
                return Long.parseUnsignedLong(word, 2, word.length(), 16);
            }
            return Long.parseUnsignedLong(word);
        } catch (NumberFormatException e) {
            throw new FormatException("not a job id: '" + text + "'");
        }
    }

    /// The form of a letter and digits: `ƒ` and base 58.
    public static String f58(long id) {
        return "ƒ" + base58(id);
    }

    /// The form of plain letters and digits: `f` and base 58.
    public static String f58plain(long id) {
        return "f" + base58(id);
    }

    /// Four groups of four hexadecimal digits: `0000.0005.9a00.0000`.
    public static String dothex(long id) {
        StringBuilder text = new StringBuilder();
        for (int i = DOTTED_GROUPS - 1; i >= 0; i--) {
            String digits = Long.toHexString((id >>> (i * BITS_OF_A_GROUP)) & 0xffff);
            text.append("0".repeat(4 - digits.length())).append(digits).append(i > 0 ? "." : "");
        }
        return text.toString();
    }

    /// Six words: `amazon-laptop-podium--admiral-academy-academy`.
    public static String words(long id) {
        return FluidWords.encode(id);
    }

    /// One to seven emoji.
    public static String emoji(long id) {
        return FluidEmoji.encode(id);
    }

    private static String base58(long id) {
        StringBuilder digits = new StringBuilder();
        long rest = id;
        do {
            digits.append(BASE58.charAt((int) Long.remainderUnsigned(rest, BASE58.length())));
            rest = Long.divideUnsigned(rest, BASE58.length());
        } while (rest != 0);
        return digits.reverse().toString();
    }

    private static long parseBase58(String digits) {
        if (digits.isEmpty()) {
            throw new NumberFormatException();
        }
        long value = 0;
        for (int i = 0; i < digits.length(); i++) {
            value = FluidDigits.append(value, BASE58.length(), BASE58.indexOf(digits.charAt(i)));
        }
        return value;
    }

    private static long parseDotted(String word) {
        String[] groups = word.split("\\.", -1);
        if (groups.length != DOTTED_GROUPS) {
            throw new NumberFormatException();
        }
        long value = 0;
        for (String group : groups) {
            int part = Integer.parseInt(group, 16);
            if (group.length() > 4 || Character.digit(group.charAt(0), 16) < 0) {
                throw new NumberFormatException();
            }
            value = value << BITS_OF_A_GROUP | part;
        }
        return value;
    }
}
