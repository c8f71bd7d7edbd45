package fluxj.cli;

/// Sizes on a command line: a number and perhaps `k`, `K`, `M` or `G`, which count in 1024.
public final class ByteSize {
    private ByteSize() {}

    /// Reads the size that an option was given.
    public static long parse(String option, String text) {
        int end = text.length();
        long unit = 1;
        if (end > 0) {
            switch (text.charAt(end - 1)) {
                case 'k', 'K' -> unit = 1L << 10;
                case 'M' -> unit = 1L << 20;
                case 'G' -> unit = 1L << 30;
                default -> end++;
            }
            end--;
        }
        try {
            double number = Double.parseDouble(text.substring(0, end));
            if (number >= 0 && number * unit <= Integer.MAX_VALUE) {
                return (long) (number * unit);
            }
        } catch (NumberFormatException e) {
            throw invalid(option, text);
        }
        throw invalid(option, text);
    }

    private static CommandFailure invalid(String option, String text) {
        return new CommandFailure("invalid size '" + text + "' for option '" + option + "'");
    }
}
