package fluxj.format;

/// Flux's 64-bit identifiers as people write them (RFC 19): decimal, `0x` hexadecimal, dotted
/// hexadecimal and F58.
public final class Fluid {
    private static final String BASE58 =
            "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

    private static final int DOTTED_GROUPS = 4;

    private Fluid() {}

    /// Reads an identifier; the number is unsigned.
    ///
    /// @throws FormatException when it is in none of the forms
    public static long parse(String text) {
        String word = text.strip();
        try {
            if (word.startsWith("ƒ") || word.startsWith("f")) {
                return base58(word.substring(1));
            }
            if (word.startsWith("0x")) {
                return Long.parseUnsignedLong(word, 2, word.length(), 16);
            }
            if (word.indexOf('.') >= 0) {
                return dotted(word);
            }
            return Long.parseUnsignedLong(word);
        } catch (NumberFormatException e) {
            throw new FormatException("not a job id: '" + text + "'");
        }
    }

    /// The form of plain letters and digits: `f` and base 58.
    public static String f58plain(long id) {
        StringBuilder digits = new StringBuilder();
        long rest = id;
        do {
            digits.append(BASE58.charAt((int) Long.remainderUnsigned(rest, BASE58.length())));
            rest = Long.divideUnsigned(rest, BASE58.length());
        } while (rest != 0);
        return digits.append('f').reverse().toString();
    }

    private static long base58(String digits) {
        if (digits.isEmpty()) {
            throw new NumberFormatException();
        }
        long value = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = BASE58.indexOf(digits.charAt(i));
            long limit = Long.divideUnsigned(-1L - digit, BASE58.length());
            if (digit < 0 || Long.compareUnsigned(value, limit) > 0) {
                throw new NumberFormatException();
            }
            value = value * BASE58.length() + digit;
        }
        return value;
    }

    private static long dotted(String word) {
        String[] groups = word.split("\\.", -1);
        if (groups.length != DOTTED_GROUPS) {
            throw new NumberFormatException();
        }
        long value = 0;
        for (String group : groups) {
            int part = Integer.parseInt(group, 16);
            if (group.length() != 4 || part < 0) {
                throw new NumberFormatException();
            }
            value = value << 16 | part;
        }
        return value;
    }
}
