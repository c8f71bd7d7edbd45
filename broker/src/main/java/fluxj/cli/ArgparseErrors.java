package fluxj.cli;

import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

import java.util.List;
import java.util.stream.Collectors;

/// Wrong command lines of the commands that Flux has written in Python: its words for them, and
/// exit code 2.
public final class ArgparseErrors {
    private static final int USAGE = 2;

    private ArgparseErrors() {}

    /// A value that an option does not take.
    public static CommandFailure wrongValue(String option, String problem, String value) {
        return new CommandFailure(
                USAGE, "error: argument " + option + ": " + problem + ": '" + value + "'");
    }

    /// Refuses two options that exclude each other.
    public static void refuseTogether(
            boolean first, String firstName, boolean second, String secondName) {
        if (first && second) {
            throw new CommandFailure(
                    USAGE,
                    "error: argument " + secondName + ": not allowed with argument " + firstName);
        }
    }

    /// Tells what is wrong and gives the exit code.
    public static int refuse(ParameterException e, Console console) {
        CommandLine line = e.getCommandLine();
        console.err().print("usage: " + line.getHelp().synopsis(0));
        console.err().println(line.getCommandSpec().qualifiedName() + ": error: " + problem(e));
        return USAGE;
    }

    private static String problem(ParameterException e) {
        if (e instanceof UnmatchedArgumentException unmatched) {
            var choices = e.getCommandLine().getSubcommands().keySet();
            if (!choices.isEmpty()) {
                return "argument subcommand: invalid choice: '"
                        + unmatched.getUnmatched().getFirst()
                        + "' (choose from "
                        + choices.stream()
                                .map(choice -> "'" + choice + "'")
                                .collect(Collectors.joining(", "))
                        + ")";
            }
            return "unrecognized arguments: " + String.join(" ", unmatched.getUnmatched());
        }
        if (e instanceof MissingParameterException missing) {
            return missing(missing.getMissing());
        }
        if (e.getArgSpec() instanceof OptionSpec option && e.getValue() != null) {
            return "argument " + names(option) + ": invalid int value: '" + e.getValue() + "'";
        }
        return String.valueOf(e.getMessage());
    }

    private static String missing(List<ArgSpec> arguments) {
        if (arguments.getFirst() instanceof OptionSpec option) {
            return "argument " + names(option) + ": expected one argument";
        }
        return "the following arguments are required: "
                + arguments.stream().map(ArgSpec::paramLabel).collect(Collectors.joining(", "));
    }

    private static String names(OptionSpec option) {
        return String.join("/", option.names());
    }
}
