package fluxj.cli.overlay;

import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.cli.Streams;
import fluxj.cli.TraceOptions;
import fluxj.cli.TracePrinter;
import fluxj.client.FluxClient;
import fluxj.overlay.OverlayProtocol;
import fluxj.overlay.OverlayProtocol.TraceFilter;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

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

    @Mixin private TraceOptions trace = new TraceOptions();

    @Parameters(arity = "0..1", paramLabel = "topic-glob")
    private String glob = "*";

    OverlayTraceCommand(Console console) {
        super(console);
    }

    @Override
    protected void run() {
        TracePrinter printer = trace.printer(console(), 0);
        TraceFilter wanted = new TraceFilter(trace.typemask(), glob, rank, Optional.of(full));
        try (FluxClient client = console().connect()) {
            console().watchReader(client);
            Streams.follow(client, OverlayProtocol.TRACE, wanted, printer::print);
        }
    }
}
