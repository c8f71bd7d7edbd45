package fluxj.cli.dws;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.client.FluxClient;
import fluxj.coral2.dws.sim.SimLayout;
import fluxj.coral2.dws.sim.allocation.ByteCount;
import fluxj.format.FormatException;
import fluxj.format.Fsd;
import fluxj.format.Hostlist;
import fluxj.format.IoReason;
import fluxj.platform.Signals;
import fluxj.platform.Signum;
import fluxj.platform.os.OsSignals;
import fluxj.reactor.netty.NettyDescriptors;
import fluxj.reactor.netty.NettyReactor;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// `fluxj rabbit-sim`: rabbits that are not there, for rehearsals: a Kubernetes API on loopback, or
/// somebody else's, and the controllers that drive workflows there. Runs until it is told to end.
@Command(
        name = "rabbit-sim",
        description = "Simulate rabbits: a Kubernetes API and the controllers of DWS and NNF",
        sortOptions = false)
public final class RabbitSimCommand extends FluxCommand {
    private static final int CLOSING_SECONDS = 5;
    private static final int LAST_PORT = 65_535;

    @Option(
            names = "--rabbits",
            paramLabel = "N",
            description = "How many rabbits there are (default: 2)")
    private int rabbits = 2;

    @Option(
            names = "--capacity",
            paramLabel = "SIZE",
            description = "How large each rabbit is, such as 100GiB (default: 36TiB)")
    private String capacity = "36TiB";

    @Option(
            names = "--nodes",
            paramLabel = "HOSTS",
            description = "The compute nodes on them (default: those of the instance)")
    private Optional<String> nodes = Optional.empty();

    @Option(
            names = "--port",
            paramLabel = "N",
            description = "Listen on this port (default: one that is free)")
    private int port;

    @Option(
            names = "--kubeconfig",
            paramLabel = "FILE",
            description = "Write the kubeconfig here (default: a new file in the temporary folder)")
    private Optional<Path> kubeconfig = Optional.empty();

    @Option(
            names = "--state",
            paramLabel = "FILE",
            description = "Keep the API's objects here, and begin with those that are")
    private Optional<Path> state = Optional.empty();

    @Option(
            names = "--against",
            paramLabel = "FILE",
            description = "Use the API of this kubeconfig; serve none")
    private Optional<Path> against = Optional.empty();

    @Option(
            names = "--delay",
            paramLabel = "FSD",
            description = "How long each state takes (default: 0.5s)")
    private String delay = "0.5s";

    @Option(
            names = "--fault",
            paramLabel = "LINE",
            description = "Something that goes wrong, such as 'unmount host=node3'")
    private List<String> fault = new ArrayList<>();

    @Option(names = "--faults", paramLabel = "FILE", description = "The same, a line each")
    private Optional<Path> faults = Optional.empty();

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Let chance, such as that of a delay's jitter, be the same each time")
    private Optional<Long> seed = Optional.empty();

    private RabbitSimCommand(Console console) {
        super(console);
    }

    /// The command with what is below it.
    public static CommandLine group(Console console) {
        return RabbitFaultCommands.withFaults(new CommandLine(new RabbitSimCommand(console)))
                .addSubcommand(RabbitFaultCommands.group(console));
    }

    @Override
    protected void run() {
        if (against.isPresent() && (kubeconfig.isPresent() || port != 0)) {
            throw new CommandFailure(
                    2, "--against serves no API: it has no port and no kubeconfig");
        }
        if (against.isPresent() && state.isPresent()) {
            throw new CommandFailure(2, "--against has no objects of its own to keep in --state");
        }
        if (rabbits < 1) {
            throw new CommandFailure(2, "--rabbits: must be at least 1");
        }
        if (port < 0 || port > LAST_PORT) {
            throw new CommandFailure(2, "--port: must be from 0 to " + LAST_PORT);
        }
        RabbitSimProcess.Plan plan =
                new RabbitSimProcess.Plan(
                        SimLayout.of(rabbits, hosts(), capacity()),
                        delay(),
                        lines(),
                        port,
                        kubeconfig,
                        state,
                        against,
                        seed);
        Ending ending = new Ending();
        try (NettyReactor reactor = new NettyReactor("rabbit-sim", ending::tell);
                Signals signals = new OsSignals(reactor, new NettyDescriptors(reactor))) {
            RabbitSimProcess process = new RabbitSimProcess(reactor, console(), plan);
            reactor.post(
                    () -> {
                        signals.handle(
                                List.of(Signum.SIGINT, Signum.SIGTERM, Signum.SIGHUP),
                                ending::tell);
                        process.start(ending::tell);
                    });
            try {
                ending.await();
            } finally {
                close(reactor, process);
            }
        }
    }

    private void close(NettyReactor reactor, RabbitSimProcess process) {
        CountDownLatch closed = new CountDownLatch(1);
        reactor.post(
                () -> {
                    process.close();
                    closed.countDown();
                });
        try {
            if (!closed.await(CLOSING_SECONDS, TimeUnit.SECONDS)) {
                console().err().println("rabbit-sim: it does not end");
            }
        } catch (InterruptedException e) {
            throw new CommandFailure("interrupted");
        }
    }

    private Hostlist hosts() {
        if (nodes.isEmpty()) {
            try (FluxClient client = console().connect()) {
                return Hostlist.parse(client.attribute("hostlist"));
            }
        }
        try {
            return Hostlist.parse(nodes.get());
        } catch (FormatException e) {
            throw new CommandFailure(2, "--nodes: " + e.getMessage());
        }
    }

    private long capacity() {
        long bytes = ByteCount.parse(capacity).orElse(0);
        if (bytes == 0) {
            throw new CommandFailure(2, "--capacity: must be a size such as 100GiB or 2TB");
        }
        return bytes;
    }

    private Duration delay() {
        try {
            return Fsd.parse(delay).toDuration();
        } catch (FormatException e) {
            throw new CommandFailure(2, "--delay: " + e.getMessage());
        }
    }

    private List<String> lines() {
        List<String> lines = new ArrayList<>();
        if (faults.isPresent()) {
            try {
                Files.readAllLines(faults.get()).stream()
                        .map(String::strip)
                        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                        .forEach(lines::add);
            } catch (IOException e) {
                throw new CommandFailure(faults.get() + ": " + IoReason.of(e));
            }
        }
        lines.addAll(fault);
        return lines;
    }
}
