package fluxj.cli.broker;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.cli.Streams;
import fluxj.cli.overlay.HostMap;
import fluxj.cli.overlay.MissingBrokers;
import fluxj.client.ClientReactor;
import fluxj.client.FluxClient;
import fluxj.core.attr.AttrProtocol;
import fluxj.core.shutdown.ShutdownProtocol;
import fluxj.core.shutdown.ShutdownProtocol.Line;
import fluxj.core.shutdown.ShutdownProtocol.Start;
import fluxj.errors.FluxException;
import fluxj.reactor.Timer;
import fluxj.wire.Message;
import fluxj.wire.Payload;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// `fluxj shutdown`: shut down the Flux instance.
@Command(name = "shutdown", description = "Shut down the Flux instance", sortOptions = false)
public final class ShutdownCommand extends FluxCommand {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String DUMP = "content.dump";
    private static final int WARNING = 4;
    private static final int INFO = 6;
    private static final int DEBUG = 7;

    @Option(
            names = "--skip-gc",
            description = "Skip KVS garbage collection this time, if already enabled")
    private boolean skipGc;

    @Option(names = "--gc", description = "Garbage collect KVS (short for --dump=auto)")
    private boolean gc;

    @Option(
            names = "--dump",
            paramLabel = "PATH",
            description = "Dump KVS content to specified archive file using flux-dump(1).")
    private Optional<String> dump = Optional.empty();

    @Option(
            names = "--background",
            description = "Exit the command immediately after initiating shutdown")
    private boolean background;

    @Option(names = "--quiet", description = "Show only log messages <= LOG_WARNING level")
    private boolean quiet;

    @Option(
            names = {"-v", "--verbose"},
            paramLabel = "[LEVEL]",
            description =
                    "Increase log verbosity: 0=show log messages <= LOG_INFO level (default),"
                            + " 1=show all log messages")
    private int verbose;

    @Option(
            names = {"-y", "--yes"},
            description = "Answer yes to any yes/no questions")
    private boolean yes;

    @Option(
            names = {"-n", "--no"},
            description = "Answer no to any yes/no questions")
    private boolean no;

    @Parameters(arity = "0..1", paramLabel = "TARGET")
    private String target = "";

    private final List<Timer> reports = new ArrayList<>();

    public ShutdownCommand(Console console) {
        super(console);
    }

    @Override
    protected void run() {
        if (gc && (skipGc || dump.isPresent())) {
            throw new CommandFailure("--gc is incompatible with --skip-gc or --dump");
        }
        if (yes && no) {
            throw new CommandFailure("--yes and --no exclude each other");
        }
        int level = quiet ? WARNING : verbose > 0 ? DEBUG : INFO;
        Start wanted = new Start(Optional.of(level));
        try (FluxClient client = console().connect(target)) {
            configureDump(client);
            if (background) {
                initiate(client, wanted);
                return;
            }
            HostMap hosts = HostMap.of(client);
            nameTheSlow(client, hosts);
            Streams.follow(client, ShutdownProtocol.START, wanted, this::print);
        }
    }

    private static void initiate(FluxClient client, Start wanted) {
        client.get(
                client.rpc()
                        .request(
                                ShutdownProtocol.START.topic(),
                                Message.NODEID_ANY,
                                Payload.of(wanted),
                                0));
    }

    private void print(Line item) {
        reports.forEach(Timer::cancel);
        reports.clear();
        console().err().print(item.log());
        console().err().flush();
    }

    /// Says now and then, while nothing else is heard, which brokers have left.
    private void nameTheSlow(FluxClient client, HostMap hosts) {
        ClientReactor reactor = client.reactor();
        reports.add(
                reactor.every(
                        PATIENCE, () -> MissingBrokers.find(client, hosts, 0, this::printWaiting)));
    }

    private void printWaiting(List<String> gone) {
        String what =
                gone.isEmpty()
                        ? "no broker has left yet"
                        : "gone so far: " + String.join(", ", gone);
        console().err().println("fluxj shutdown: still waiting; " + what);
    }

    private void configureDump(FluxClient client) {
        Optional<String> wanted = gc ? Optional.of("auto") : dump;
        Optional<String> now = attribute(client, DUMP);
        if (skipGc) {
            if (now.isPresent()) {
                client.call(AttrProtocol.RM, Message.NODEID_ANY, new AttrProtocol.Name(DUMP));
            }
            return;
        }
        if (wanted.isPresent() && !wanted.equals(now)) {
            setDump(client, wanted.get());
            now = wanted;
        }
        now.ifPresent(
                place ->
                        console()
                                .err()
                                .println(
                                        "fluxj shutdown: shutdown will dump KVS to "
                                                + place
                                                + " (this may take some time)"));
    }

    private static void setDump(FluxClient client, String place) {
        try {
            client.call(
                    AttrProtocol.SET,
                    Message.NODEID_ANY,
                    new AttrProtocol.Set(DUMP, place, Optional.empty()));
        } catch (FluxException e) {
            throw new CommandFailure("setattr " + DUMP + ": " + e.getMessage());
        }
    }

    private static Optional<String> attribute(FluxClient client, String name) {
        try {
            return Optional.of(client.attribute(name));
        } catch (FluxException e) {
            return Optional.empty();
        }
    }
}
