package fluxj.cli;

import fluxj.format.FormatException;
import fluxj.format.Fsd;
import fluxj.format.Hostlist;
import fluxj.format.Idset;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/// Words of a command line, in and out.
public final class Words {
    private Words() {}

    /// The duration that an option was given, in seconds.
    public static double seconds(String option, String text) {
        try {
            return Fsd.parse(text).seconds();
        } catch (FormatException e) {
            throw new CommandFailure(
                    "Invalid argument for option '" + option + "': '" + text + "'");
        }
    }

    /// A duration with so many significant digits: `19m`, `1.5h`.
    public static String duration(double seconds, int digits) {
        if (seconds <= 60) {
            return rounded(seconds, digits) + "s";
        }
        if (seconds <= 3600) {
            return rounded(seconds / 60, digits) + "m";
        }
        if (seconds <= 86400) {
            return rounded(seconds / 3600, digits) + "h";
        }
        return rounded(seconds / 86400, digits) + "d";
    }

    /// A number with so many significant digits.
    public static String rounded(double value, int digits) {
        return new BigDecimal(value)
                .round(new MathContext(digits, RoundingMode.HALF_EVEN))
                .stripTrailingZeros()
                .toPlainString();
    }

    /// A set of ranks, such as `0-3,7`.
    public static Idset idset(String text, String whenWrong) {
        try {
            return Idset.parse(text);
        } catch (FormatException e) {
            throw new CommandFailure(whenWrong);
        }
    }

    /// A list of hosts, such as `node[0-3]`.
    public static Hostlist hostlist(String text, String whenWrong) {
        try {
            return Hostlist.parse(text);
        } catch (FormatException e) {
            throw new CommandFailure(whenWrong);
        }
    }

    /// The arguments with `-v`, `-vv` and `--verbose` spelled out as `--verbose=N`, each adding to
    /// the one before.
    public static List<String> withVerboseSpelledOut(List<String> arguments) {
        List<String> out = new ArrayList<>(arguments.size());
        int level = 0;
        boolean options = true;
        for (String word : arguments) {
            options &= !word.equals("--");
            int more = 0;
            if (options && word.equals("--verbose")) {
                more = 1;
            } else if (options
                    && word.startsWith("-v")
                    && word.substring(1).chars().allMatch(c -> c == 'v')) {
                more = word.length() - 1;
            }
            level += more;
            out.add(more > 0 ? "--verbose=" + level : word);
        }
        return out;
    }
}
