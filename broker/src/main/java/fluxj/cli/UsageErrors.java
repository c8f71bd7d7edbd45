package fluxj.cli;

import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

import java.util.List;
import java.util.stream.Collectors;

/// Wrong command lines: the reason in Flux's words, then, where an option would not have been
/// enough, how the command is used. Exit code 1.
final class UsageErrors {
    private static final List<Class<?>> INTEGERS =
            List.of(int.class, Integer.class, long.class, Long.class);

    private final CommandLine line;
    private final Console console;

    private UsageErrors(CommandLine line, Console console) {
        this.line = line;
        this.console = console;
    }

    /// Tells what is wrong and gives the exit code.
    static int refuse(ParameterException e, Console console) {
        new UsageErrors(e.getCommandLine(), console).tell(e);
        return 1;
    }

    private void tell(ParameterException e) {
        switch (e) {
            case UnmatchedArgumentException unmatched -> unmatched(unmatched.getUnmatched());
            case MissingParameterException missing -> missing(missing.getMissing());
            default -> wrong(e);
        }
    }

    private void unmatched(List<String> words) {
        String first = words.getFirst();
        if (first.startsWith("-") && first.length() > 1) {
            unrecognized(first);
        } else if (line.getSubcommands().isEmpty()) {
            sayWithUsage("unexpected argument '" + first + "'");
        } else {
            sayWithUsage("Unknown subcommand: " + first);
        }
    }

    private void unrecognized(String option) {
        String shown = option;
        if (!option.startsWith("--")) {
            int at = 1;
            while (at < option.length() - 1 && isKnown(option.charAt(at))) {
                at++;
            }
            shown = "-" + option.charAt(at);
        }
        say("unrecognized option '" + shown + "'");
        String name = line.getCommandSpec().qualifiedName();
        console.err().println("Try `" + name + " --help' for more information.");
    }

    private boolean isKnown(char letter) {
        return line.getCommandSpec().findOption("-" + letter) != null;
    }

    private void missing(List<ArgSpec> arguments) {
        // An option that is unknown is what is wrong, and its value may have been taken for one of
        // the arguments, or not.
        List<String> unknown =
                line.getUnmatchedArguments().stream()
                        .filter(word -> word.startsWith("-") && word.length() > 1)
                        .toList();
        if (!unknown.isEmpty()) {
            unmatched(unknown);
        } else if (arguments.getFirst() instanceof OptionSpec option) {
            say("'" + spelling(option) + "' missing argument");
        } else if (arguments.getFirst() instanceof PositionalParamSpec first) {
            sayWithUsage("missing argument: " + namesFrom(first));
        } else {
            sayWithUsage("missing argument");
        }
    }

    private String namesFrom(PositionalParamSpec first) {
        return line.getCommandSpec().positionalParameters().stream()
                .filter(PositionalParamSpec::required)
                .filter(argument -> argument.index().min() >= first.index().min())
                .map(PositionalParamSpec::paramLabel)
                .collect(Collectors.joining(", "));
    }

    /// The option as the user wrote it.
    private String spelling(OptionSpec option) {
        String found = option.longestName();
        for (String name : option.names()) {
            found = line.getParseResult().originalArgs().contains(name) ? name : found;
        }
        return found;
    }

    private void wrong(ParameterException e) {
        switch (e.getArgSpec()) {
            // Flux knows no option of that name that has a value.
            case OptionSpec option when option.typeInfo().isBoolean() ->
                    unrecognized(option.longestName() + "=" + e.getValue());
            case OptionSpec option -> {
                String bare = option.longestName().replaceFirst("^--?", "");
                say("Option '" + bare + "' requires " + kind(option) + " argument");
            }
            case ArgSpec argument ->
                    sayWithUsage(
                            argument.paramLabel() + " requires " + kind(argument) + " argument");
            case null -> sayWithUsage(String.valueOf(e.getMessage()));
        }
    }

    private static String kind(ArgSpec argument) {
        Class<?> type = argument.auxiliaryTypes()[0];
        if (INTEGERS.contains(type)) {
            return "an integer";
        }
        return type == double.class ? "a floating point" : "a valid";
    }

    private void say(String reason) {
        console.err().println(line.getCommandSpec().qualifiedName() + ": " + reason);
    }

    private void sayWithUsage(String reason) {
        say(reason);
        line.usage(console.err());
    }
}
