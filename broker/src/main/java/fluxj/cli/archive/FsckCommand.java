package fluxj.cli.archive;

import fluxj.archive.Fsck;
import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.cli.Output;
import fluxj.client.FluxClient;
import fluxj.format.Blobref;
import fluxj.format.FormatException;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.time.Instant;
import java.util.Optional;

/// `fluxj fsck`: check integrity of content store data.
@Command(name = "fsck", description = "check integrity of content store data", sortOptions = false)
public final class FsckCommand extends FluxCommand {
    @Option(
            names = {"-v", "--verbose"},
            description = "List keys as they are being validated")
    private boolean verbose;

    @Option(
            names = {"-q", "--quiet"},
            description = "Reduce output to essential information.")
    private boolean quiet;

    @Option(
            names = {"-r", "--rootref"},
            paramLabel = "BLOBREF",
            description = "Check integrity starting with BLOBREF")
    private Optional<String> rootref = Optional.empty();

    @Option(
            names = {"-R", "--repair"},
            description = "Repair recoverable keys and place in lost+found")
    private boolean repair;

    @Option(
            names = {"-j", "--job-aware"},
            description = "Move all job data to lost+found if errors found")
    private boolean jobAware;

    public FsckCommand(Console console) {
        super(console);
    }

    @Override
    protected void run() {
        ToolPrinter printer =
                new ToolPrinter(console(), Output.isTerminal(2) ? "" : "fluxj fsck: ");
        try (FluxClient client = console().connect()) {
            Fsck.Result result =
                    client.get(
                            new Fsck(
                                            printer.tool(client),
                                            new Fsck.Options(
                                                    verbose,
                                                    quiet,
                                                    repair,
                                                    jobAware,
                                                    true,
                                                    rootref.map(FsckCommand::blobref),
                                                    Instant.now()))
                                    .run());
            if (result.errors() > 0) {
                throw new CommandFailure("");
            }
        }
    }

    private static Blobref blobref(String text) {
        try {
            return Blobref.parse(text);
        } catch (FormatException e) {
            throw new CommandFailure("invalid blobref specified");
        }
    }
}
