package fluxj.cli;

import fluxj.errors.FluxException;

import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.ParameterException;

import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// Runs a [FluxCommand]: reads its options, prints its errors after its name, and gives the exit
/// codes that `flux` gives.
final class PicocliProgram implements Program {
    private final Function<Console, CommandLine> factory;
    private final UnaryOperator<List<String>> spelling;
    private final BiFunction<ParameterException, Console, Integer> refusal;

    private PicocliProgram(
            Function<Console, CommandLine> factory,
            UnaryOperator<List<String>> spelling,
            BiFunction<ParameterException, Console, Integer> refusal) {
        this.factory = factory;
        this.spelling = spelling;
        this.refusal = refusal;
    }

    private PicocliProgram(Function<Console, CommandLine> factory) {
        this(factory, UnaryOperator.identity(), UsageErrors::refuse);
    }

    /// A single command.
    static PicocliProgram of(Function<Console, FluxCommand> command) {
        return new PicocliProgram(console -> new CommandLine(command.apply(console)));
    }

    /// A command whose options end at its first other word, because that is another program.
    static PicocliProgram launcher(Function<Console, FluxCommand> command) {
        return new PicocliProgram(
                console -> new CommandLine(command.apply(console)).setStopAtPositional(true));
    }

    /// A command of commands, such as `overlay`.
    static PicocliProgram ofGroup(Function<Console, CommandLine> group) {
        return new PicocliProgram(group);
    }

    /// The same program with its arguments rewritten first, for options whose value may be left out
    /// (see [Words#withColourSpelledOut]).
    PicocliProgram spelling(UnaryOperator<List<String>> rewrite) {
        return new PicocliProgram(factory, rewrite, refusal);
    }

    /// The same program, whose wrong command lines get the words and the exit code of Python's
    /// parser, because Flux has the command in that language.
    PicocliProgram withArgparseErrors() {
        return new PicocliProgram(factory, spelling, ArgparseErrors::refuse);
    }

    @Override
    public int run(List<String> arguments, Console console) {
        CommandLine line = commandLine(console);
        // Help goes through here, because an error of the real output would be lost in picocli.
        StringWriter help = new StringWriter();
        line.setOut(new PrintWriter(help));
        int exitCode = line.execute(spelling.apply(arguments).toArray(new String[0]));
        console.out().print(help);
        return exitCode;
    }

    /// The command as picocli sees it, for completion scripts too.
    CommandLine commandLine(Console console) {
        CommandLine line = factory.apply(console);
        line.getCommandSpec().name("fluxj " + line.getCommandName());
        line.setErr(writer(console.err()));
        line.setColorScheme(Help.defaultColorScheme(Help.Ansi.OFF));
        line.setParameterExceptionHandler((e, _) -> refusal.apply(e, console));
        line.setExecutionExceptionHandler((e, failed, _) -> fail(e, failed, console));
        line.setOverwrittenOptionsAllowed(true);
        line.setUsageHelpAutoWidth(false);
        line.setExpandAtFiles(false);
        return line;
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
            default -> throw e;
        };
    }
}
