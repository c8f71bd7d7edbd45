package fluxj.cli.job;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.cli.JobIds;
import fluxj.cli.Words;
import fluxj.cli.job.attach.AttachOptions;
import fluxj.cli.job.attach.Attachment;
import fluxj.client.FluxClient;
import fluxj.format.Idset;
import fluxj.job.JobId;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.Optional;
import java.util.OptionalInt;

@Command(name = "attach", description = "Interactively attach to job", sortOptions = false)
final class AttachCommand extends FluxCommand {
    private static final String DEFAULT_TAIL = "10";

    @Option(
            names = {"-E", "--show-events"},
            description = "Show job events on stderr")
    private boolean showEvents;

    @Option(
            names = {"-X", "--show-exec"},
            description = "Show exec events on stderr")
    private boolean showExec;

    @Option(names = "--show-status", description = "Show job status line while pending")
    private boolean showStatus;

    @Option(
            names = {"-w", "--wait-event"},
            paramLabel = "NAME",
            description = "Wait for event NAME before detaching from eventlog (default=clean)")
    private String waitEvent = AttachOptions.CLEAN;

    @Option(
            names = {"-l", "--label-io"},
            description = "Label output by rank")
    private boolean labels;

    @Option(
            names = {"-v", "--verbose"},
            description = "Increase verbosity")
    private boolean verbose;

    @Option(
            names = {"-q", "--quiet"},
            description = "Suppress warnings written to stderr from the shell")
    private boolean quiet;

    @Option(
            names = {"-r", "--read-only"},
            description = "Disable reading stdin and capturing signals")
    private boolean readOnly;

    @Option(
            names = {"-u", "--unbuffered"},
            description = "Disable buffering of stdin")
    private boolean unbuffered;

    @Option(
            names = {"-i", "--stdin-ranks"},
            paramLabel = "RANKS",
            description = "Send standard input to only RANKS (default: all)")
    private Optional<String> ranks = Optional.empty();

    @Option(
            names = "--tail",
            arity = "0..1",
            fallbackValue = DEFAULT_TAIL,
            paramLabel = "NUM",
            description = "Output only the last NUM lines of job output (default 10)")
    private Optional<Integer> tail = Optional.empty();

    @Parameters(paramLabel = "ID")
    private String job = "";

    AttachCommand(Console console) {
        super(console);
    }

    @Override
    protected void run() {
        JobId id = JobIds.parse(job);
        if (ranks.isPresent() && readOnly) {
            throw new CommandFailure("Do not use --stdin-ranks with --read-only");
        }
        if (tail.orElse(0) < 0) {
            throw new CommandFailure("invalid tail argument");
        }
        int exitCode;
        try (FluxClient client = console().connect()) {
            exitCode = new Attachment(client, console(), id, job, options()).run();
        }
        if (exitCode != 0) {
            throw new CommandFailure(exitCode, "");
        }
    }

    private AttachOptions options() {
        Optional<Idset> tasks =
                ranks.filter(text -> !text.equals("all"))
                        .map(
                                text ->
                                        Words.idset(
                                                text,
                                                "Invalid value '" + text + "' for --stdin-ranks"));
        return new AttachOptions(
                "fluxj job",
                waitEvent,
                new AttachOptions.View(
                        new AttachOptions.Events(showEvents, showExec, showStatus),
                        labels,
                        new AttachOptions.Words(verbose, quiet),
                        tail.isPresent() ? OptionalInt.of(tail.get()) : OptionalInt.empty()),
                readOnly,
                new AttachOptions.Input(unbuffered, tasks));
    }
}
