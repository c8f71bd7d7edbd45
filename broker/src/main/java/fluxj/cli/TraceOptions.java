package fluxj.cli;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/// The options that commands which trace messages have in common.
public final class TraceOptions {
    @Option(
            names = {"-t", "--type"},
            paramLabel = "TYPE,...",
            description = "Filter output by message type (request, response, event, control)")
    private List<String> types = new ArrayList<>();

    @Mixin private ColourOption colour = new ColourOption();

    @Mixin private HumanOptions human = new HumanOptions();

    /// The types of message that are wanted, as bits.
    ///
    /// @throws CommandFailure for a word that is no type
    public int typemask() {
        return TracePrinter.typemask(types);
    }

    /// Prints what was traced in the form that is wanted.
    ///
    /// @param nameWidth columns for module names; 0 when messages are shown by rank
    /// @throws CommandFailure for options that do not go together
    public TracePrinter printer(Console console, int nameWidth) {
        human.check();
        return new TracePrinter(
                new TracePrinter.Style(colour.colours(console), human.isHuman(), nameWidth),
                console,
                ZoneId.systemDefault());
    }
}
