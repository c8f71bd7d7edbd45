package fluxj.cli.archive;

import fluxj.archive.Dump;
import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.cli.OutputFailure;
import fluxj.client.FluxClient;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.platform.os.OsHostFacts;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.time.Instant;
import java.util.random.RandomGenerator;

/// `fluxj dump`: dump KVS snapshot to a portable archive format.
@Command(
        name = "dump",
        description = "Dump KVS snapshot to a portable archive format",
        sortOptions = false)
public final class DumpCommand extends FluxCommand {
    @Option(
            names = {"-v", "--verbose"},
            description = "List keys on stderr as they are archived")
    private boolean verbose;

    @Option(
            names = {"-q", "--quiet"},
            description = "Don't show periodic progress updates")
    private boolean quiet;

    @Option(names = "--checkpoint", description = "Dump from checkpoint")
    private boolean checkpoint;

    @Option(names = "--no-cache", description = "Bypass the broker content cache")
    private boolean noCache;

    @Option(names = "--ignore-failed-read", description = "Treat content load errors as non-fatal")
    private boolean ignoreFailedRead;

    @Option(
            names = "--sd-notify",
            description = "Send status updates to systemd via flux-broker(1)")
    private boolean sdNotify;

    @Option(
            names = "--maxreqs",
            paramLabel = "N",
            description = "Increase number of concurrent requests (default 2)")
    private int maxRequests = 2;

    @Parameters(paramLabel = "OUTFILE")
    private String file = "";

    public DumpCommand(Console console) {
        super(console);
    }

    @Override
    protected void run() {
        if (maxRequests <= 0) {
            throw new CommandFailure("invalid value for maxreqs");
        }
        ToolPrinter printer = new ToolPrinter(console(), "fluxj dump: ");
        OsHostFacts host = new OsHostFacts(RandomGenerator.getDefault());
        try (FluxClient client = console().connect()) {
            client.get(
                    new Dump(
                                    printer.tool(client),
                                    new Dump.Options(
                                            verbose,
                                            quiet,
                                            checkpoint,
                                            noCache,
                                            ignoreFailedRead,
                                            sdNotify,
                                            maxRequests),
                                    new Dump.Target(
                                            file,
                                            console().out().durable(),
                                            Instant.now().getEpochSecond(),
                                            host.uid(),
                                            host.gid()))
                            .run());
        } catch (FluxException e) {
            if (file.equals("-") && e.errno().equals(Errno.EPIPE)) {
                throw OutputFailure.readerLeft();
            }
            throw e;
        } finally {
            printer.endLine();
        }
    }
}
