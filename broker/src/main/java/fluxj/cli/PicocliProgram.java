package fluxj.cli;

import fluxj.errors.FluxException;
import fluxj.platform.SystemText;

import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// Runs a [FluxCommand]: reads its options, prints its errors after its name, and gives the exit
/// codes that `flux` gives.
public final class PicocliProgram implements Program {
    private final Function<Console, CommandLine> factory;
    private final UnaryOperator<List<String>> spelling;
    private final BiFunction<ParameterException, Console, Integer> refusal;
    private final boolean abbreviates;

    private PicocliProgram(
            Function<Console, CommandLine> factory,
            UnaryOperator<List<String>> spelling,
            BiFunction<ParameterException, Console, Integer> refusal,
            boolean abbreviates) {
        this.abbreviates = abbreviates;
        this.factory = factory;
        this.spelling = spelling;
        this.refusal = refusal;
    }

    private PicocliProgram(Function<Console, CommandLine> factory) {
        this(factory, UnaryOperator.identity(), UsageErrors::refuse, true);
    }

    /// A single command.
    public static PicocliProgram of(Function<Console, FluxCommand> command) {
        return new PicocliProgram(console -> new CommandLine(command.apply(console)));
    }

    /// A command whose options end at its first other word, because that is another program.
    public static PicocliProgram launcher(Function<Console, FluxCommand> command) {
        return new PicocliProgram(
                console -> new CommandLine(command.apply(console)).setStopAtPositional(true));
    }

    /// A command of commands, such as `overlay`.
    public static PicocliProgram ofGroup(Function<Console, CommandLine> group) {
        return new PicocliProgram(group);
    }

    /// The same program with its arguments rewritten first, for options whose value may be left out
    /// (see [ColourOption#spelledOut]).
    public PicocliProgram spelling(UnaryOperator<List<String>> rewrite) {
        return new PicocliProgram(factory, rewrite, refusal, abbreviates);
    }

    /// The same program, whose wrong command lines get the words and the exit code of Python's
    /// parser, because Flux has the command in that language. Its long options are never
    /// abbreviated; those of the others are, as getopt_long(3) does.
    public PicocliProgram withArgparseErrors() {
        return new PicocliProgram(factory, spelling, ArgparseErrors::refuse, false);
    }

    @Override
    public int run(List<String> arguments, Console console) {
        CommandLine line = commandLine(console);
        for (String argument : arguments) {
            if (!SystemText.isText(argument)) {
                line.setExecutionStrategy(parsed -> runWithBytes(parsed, argument, console));
            }
        }
        // Help goes through here, because an error of the real output would be lost in picocli.
        StringWriter help = new StringWriter();
        line.setOut(new PrintWriter(help));
        List<String> full = abbreviates ? Abbreviations.spelledOut(line, arguments) : arguments;
        int exitCode = line.execute(spelling.apply(full).toArray(new String[0]));
        console.out().print(help);
        return exitCode;
    }

    private static int runWithBytes(ParseResult parsed, String argument, Console console) {
        ParseResult innermost = parsed;
        while (innermost.hasSubcommand()) {
            innermost = innermost.subcommand();
        }
        if (innermost.commandSpec().userObject() instanceof FluxCommand command
                && !command.takesBytes()) {
            console.err()
                    .println(
                            parsed.commandSpec().qualifiedName()
                                    + ": "
                                    + notText("argument", argument).line());
            return 1;
        }
        return new CommandLine.RunLast().execute(parsed);
    }

    /// Bytes as text, where only text will do.
    public static String text(String what, byte[] bytes) {
        String text = SystemText.decode(bytes);
        if (!SystemText.isText(text)) {
            throw new CommandFailure(what + " is not UTF-8 text");
        }
        return text;
    }

    /// What is said of bytes where only text will do.
    public static CommandFailure notText(String what, String bytes) {
        return new CommandFailure(what + " '" + SystemText.shown(bytes) + "' is not UTF-8 text");
    }

    /// The command as picocli sees it, for completion scripts too.
    public CommandLine commandLine(Console console) {
        CommandLine line = factory.apply(console);
        line.getCommandSpec().name("fluxj " + line.getCommandName());
        line.setErr(writer(console.err()));
        line.setColorScheme(Help.defaultColorScheme(Help.Ansi.OFF));
        line.setParameterExceptionHandler((e, _) -> refusal.apply(e, console));
        line.setExecutionExceptionHandler((e, failed, _) -> fail(e, failed, console));
        line.setOverwrittenOptionsAllowed(true);
        line.setUsageHelpAutoWidth(false);
        line.setExpandAtFiles(false);
        line.getHelpSectionMap()
                .put(UsageMessageSpec.SECTION_KEY_PARAMETER_LIST, PicocliProgram::arguments);
        line.setHelpSectionMap(line.getHelpSectionMap());
        return line;
    }

    /// The synopsis has named the arguments; a list of them is for those that need words.
    private static String arguments(Help help) {
        boolean bare =
                help.commandSpec().positionalParameters().stream()
                        .allMatch(argument -> argument.description().length == 0);
        return bare ? "" : help.parameterList();
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
    }

    private static int fail(Exception e, CommandLine line, Console console) throws Exception {
        String name = line.getCommandSpec().root().qualifiedName();
        console.out().flushBeforeError();
        return switch (e) {
            case CommandFailure failure -> {
                if (!failure.line().isEmpty()) {
                    console.err().println(name + ": " + failure.line());
                }
                yield failure.exitCode();
            }
            case FluxException error -> {
                console.err().println(name + ": " + error.getMessage());
                yield 1;
            }
            case InvalidPathException wrong -> {
                console.err().println(name + ": " + notText("path", wrong.getInput()).line());
                yield 1;
            }
            default -> throw e;
        };
    }
}
