package fluxj.cli.dws;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.coral2.dws.service.DwsOptions;
import fluxj.job.JobId;
import fluxj.reactor.netty.NettyReactor;
import fluxj.service.Severity;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// `fluxj dws`: the rabbit service. It runs beside rank 0 until it loses its broker.
@Command(name = "dws", description = "Serve jobs with storage on rabbits", sortOptions = false)
public final class DwsCommand extends FluxCommand {
    private static final double LONGEST_DELAY = 300;

    @Option(
            names = {"-w", "--watch-interval"},
            paramLabel = "N",
            description = "Accepted and not needed: what happens in Kubernetes is told at once.")
    @SuppressWarnings("UnusedVariable")
    private int watchInterval = 5;

    @Option(
            names = {"-v", "--verbose"},
            description = "Say more; twice for even more.")
    private boolean[] verbose = {};

    @Option(
            names = {"-m", "--min-allocation-size"},
            paramLabel = "N",
            description = "Accepted and not used: no allocation is smaller than 4 GiB.")
    @SuppressWarnings("UnusedVariable")
    private String minAllocationSize = "4";

    @Option(
            names = "--drain-queues",
            arity = "1..*",
            paramLabel = "QUEUE",
            description = "Drain only nodes of these queues.")
    private List<String> drainQueues = new ArrayList<>();

    @Option(names = "--disable-fluxion", description = "The scheduler does not allocate rabbits.")
    private boolean disableFluxion;

    @Option(
            names = "--retry-delay",
            paramLabel = "N",
            description =
                    "Seconds to wait when Kubernetes fails, twice as long each time that it fails"
                            + " again at once.")
    private double retryDelay = 10;

    public DwsCommand(Console console) {
        super(console);
    }

    @Override
    protected void run() {
        if (!(retryDelay > 0 && retryDelay <= LONGEST_DELAY)) {
            throw new CommandFailure(2, "argument --retry-delay: must be above 0 and at most 300");
        }
        DwsOptions options =
                new DwsOptions(
                        !disableFluxion,
                        drainQueues,
                        Duration.ofNanos((long) (retryDelay * 1e9)),
                        Optional.ofNullable(console().environment().get("FLUX_JOB_ID"))
                                .map(id -> JobId.parse(id).value()));
        Ending ending = new Ending();
        try (NettyReactor reactor = new NettyReactor("dws", ending::tell)) {
            DwsProcess process = new DwsProcess(reactor, console(), options, this::log);
            reactor.post(() -> process.start(ending::tell));
            Object reason = ending.await();
            // Nothing but a failure ends it.
            throw new IllegalStateException(String.valueOf(reason));
        }
    }

    private void log(Severity severity, String line) {
        int most =
                switch (verbose.length) {
                    case 0 -> Severity.WARNING.number();
                    case 1 -> Severity.INFO.number();
                    default -> Severity.DEBUG.number();
                };
        if (severity.number() <= most) {
            console().err().println(word(severity) + " - " + line);
        }
    }

    /// As Python's logging calls it.
    private static String word(Severity severity) {
        return switch (severity) {
            case EMERG, ALERT, CRIT -> "CRITICAL";
            case ERR -> "ERROR";
            case WARNING -> "WARNING";
            case NOTICE, INFO -> "INFO";
            case DEBUG -> "DEBUG";
        };
    }
}
