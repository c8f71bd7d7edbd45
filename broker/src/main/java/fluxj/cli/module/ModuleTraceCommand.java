package fluxj.cli.module;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.cli.Streams;
import fluxj.cli.TracePrinter;
import fluxj.client.FluxClient;
import fluxj.core.module.ModuleProtocol;
import fluxj.core.module.ModuleProtocol.Trace;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

@Command(name = "trace", description = "Trace module messages", sortOptions = false)
final class ModuleTraceCommand extends FluxCommand {
    @Option(
            names = {"-f", "--full"},
            description = "Show JSON message payload, if any")
    private boolean full;

    @Option(
            names = {"-T", "--topic"},
            paramLabel = "GLOB",
            description = "Filter output by message topic glob")
    private String glob = "*";

    @Option(
            names = {"-t", "--type"},
            paramLabel = "TYPE,...",
            description = "Filter output by message type (request, response, event, control)")
    private List<String> types = new ArrayList<>();

    @Option(
            names = {"-L", "--color"},
            paramLabel = "WHEN",
            description =
                    "Colorize output when supported; WHEN can be 'always' (default if omitted),"
                            + " 'never', or 'auto' (default).")
    private String color = "auto";

    @Option(
            names = {"-H", "--human"},
            description = "Human readable output")
    private boolean human;

    @Option(
            names = {"-d", "--delta"},
            description = "With --human, show timestamp delta between messages")
    private boolean delta;

    @Parameters(arity = "0..*", paramLabel = "module")
    private List<String> modules = new ArrayList<>();

    ModuleTraceCommand(Console console) {
        super(console);
    }

    @Override
    protected void run() {
        if (delta && !human) {
            throw new CommandFailure("--delta can only be used with --human");
        }
        int width = 1;
        for (String module : modules) {
            width = Math.max(width, module.length());
        }
        TracePrinter printer =
                new TracePrinter(
                        new TracePrinter.Style(console().colours(color), human, width),
                        console(),
                        ZoneId.systemDefault());
        Trace wanted = new Trace(TracePrinter.typemask(types), glob, modules, Optional.of(full));
        try (FluxClient client = console().connect()) {
            console().watchReader(client);
            Streams.follow(client, ModuleProtocol.TRACE, wanted, printer::print);
        }
    }
}
