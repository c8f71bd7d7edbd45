package fluxj.cli.archive;

import fluxj.archive.Gc;
import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.client.FluxClient;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.time.Duration;

/// `fluxj gc`: online garbage collection for KVS content.
@Command(
        name = "gc",
        description = "Online garbage collection for KVS content",
        sortOptions = false)
public final class GcCommand extends FluxCommand {
    @Option(names = "--no-cache", description = "Bypass broker content cache")
    private boolean noCache;

    @Option(
            names = "--maxreqs",
            paramLabel = "N",
            description =
                    "Increase number of concurrent content requests during the mark phase"
                            + " (default 2)")
    private int maxRequests = 2;

    @Option(
            names = {"-v", "--verbose"},
            description = "Increase verbosity")
    private boolean[] verbose = {};

    @Option(names = "--test-mark-only", hidden = true)
    private boolean markOnly;

    @Option(names = "--test-delay-after-list", hidden = true)
    private int delayAfterList;

    public GcCommand(Console console) {
        super(console);
    }

    @Override
    protected void run() {
        if (maxRequests <= 0) {
            throw new CommandFailure("invalid value for maxreqs");
        }
        ToolPrinter printer = new ToolPrinter(console(), "fluxj gc: ");
        try (FluxClient client = console().connect()) {
            client.get(
                    new Gc(
                                    printer.tool(client),
                                    new Gc.Options(
                                            verbose.length,
                                            noCache,
                                            maxRequests,
                                            markOnly,
                                            Duration.ofSeconds(delayAfterList)))
                            .run());
        }
    }
}
