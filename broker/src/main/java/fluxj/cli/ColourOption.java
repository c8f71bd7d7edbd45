package fluxj.cli;

import picocli.CommandLine.Option;

import java.util.ArrayList;
import java.util.List;

/// The option `-L, --color[=WHEN]` of commands that colour their output. A program that has one
/// rewrites its arguments with [#spelledOut].
public final class ColourOption {
    @Option(
            names = {"-L", "--color"},
            paramLabel = "WHEN",
            description =
                    "Colorize output when supported; WHEN can be 'always' (default if omitted),"
                            + " 'never', or 'auto' (default).")
    private String when = "auto";

    /// True when the output should be coloured.
    ///
    /// @throws CommandFailure for a word that is none of the three
    public boolean colours(Console console) {
        return console.colours(when);
    }

    /// The arguments with `-L` and `--color` without a value spelled out, because only an attached
    /// word may be their value.
    public static List<String> spelledOut(List<String> arguments) {
        List<String> out = new ArrayList<>(arguments.size());
        boolean options = true;
        for (String word : arguments) {
            options &= !word.equals("--");
            boolean bare = word.equals("-L") || word.equals("--color");
            out.add(options && bare ? "--color=always" : word);
        }
        return out;
    }
}
