package fluxj.cli.overlay;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.cli.Streams;
import fluxj.cli.TracePrinter;
import fluxj.client.FluxClient;
import fluxj.overlay.OverlayProtocol;
import fluxj.overlay.OverlayProtocol.TraceFilter;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

@Command(
        name = "trace",
        description = "Trace messages received on overlay network",
        sortOptions = false)
final class OverlayTraceCommand extends FluxCommand {
    @Option(
            names = {"-r", "--rank"},
            paramLabel = "NODEID",
            description = "Filter output by peer rank")
    private int rank = -1;

    @Option(
            names = {"-f", "--full"},
            description = "Show JSON message payload, if any")
    private boolean full;

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

    @Parameters(arity = "0..1", paramLabel = "topic-glob")
    private String glob = "*";

    OverlayTraceCommand(Console console) {
        super(console);
    }

    @Override
    protected void run() {
        if (delta && !human) {
            throw new CommandFailure("--delta can only be used with --human");
        }
        TracePrinter printer =
                new TracePrinter(
                        new TracePrinter.Style(console().colours(color), human, 0),
                        console(),
                        ZoneId.systemDefault());
        TraceFilter wanted =
                new TraceFilter(TracePrinter.typemask(types), glob, rank, Optional.of(full));
        try (FluxClient client = console().connect()) {
            console().watchReader(client);
            Streams.follow(client, OverlayProtocol.TRACE, wanted, printer::print);
        }
    }
}
