package fluxj.cli.archive;

import fluxj.archive.Restore;
import fluxj.cli.ByteSize;
import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.client.FluxClient;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.Optional;

/// `fluxj restore`: restore KVS snapshot from a portable archive format.
@Command(
        name = "restore",
        description = "Restore KVS snapshot from a portable archive format",
        sortOptions = false)
public final class RestoreCommand extends FluxCommand {
    @Option(
            names = {"-v", "--verbose"},
            description = "List keys on stderr as they are restored")
    private boolean verbose;

    @Option(
            names = {"-q", "--quiet"},
            description = "Don't show periodic progress updates")
    private boolean quiet;

    @Option(names = "--checkpoint", description = "Restore to checkpoint")
    private boolean checkpoint;

    @Option(names = "--key", paramLabel = "KEY", description = "Restore to KVS key")
    private Optional<String> key = Optional.empty();

    @Option(names = "--no-cache", description = "Bypass the broker content cache")
    private boolean noCache;

    @Option(
            names = "--size-limit",
            paramLabel = "SIZE",
            description = "Do not restore blobs greater than SIZE bytes")
    private String sizeLimit = "0";

    @Option(
            names = "--maxreqs",
            paramLabel = "N",
            description = "Max concurrent content store requests (default 256)")
    private int maxRequests = 256;

    @Option(
            names = "--sd-notify",
            description = "Send status updates to systemd via flux-broker(1)")
    private boolean sdNotify;

    @Parameters(paramLabel = "INFILE")
    private String file = "";

    public RestoreCommand(Console console) {
        super(console);
    }

    @Override
    protected void run() {
        Restore.Options options =
                new Restore.Options(
                        verbose,
                        quiet,
                        noCache,
                        sdNotify,
                        ByteSize.parse("size-limit", sizeLimit),
                        maxRequests);
        if (maxRequests <= 0) {
            throw new CommandFailure("invalid value for maxreqs");
        }
        ToolPrinter printer = new ToolPrinter(console(), "fluxj restore: ");
        try (FluxClient client = console().connect()) {
            if (!checkpoint && key.isEmpty()) {
                throw new CommandFailure(
                        "Please specify a restore target with --checkpoint or --key");
            }
            client.get(
                    new Restore(
                                    printer.tool(client),
                                    options,
                                    new Restore.Source(
                                            file,
                                            console().in(),
                                            checkpoint ? Optional.empty() : key))
                            .run());
        } finally {
            printer.endLine();
        }
    }
}
