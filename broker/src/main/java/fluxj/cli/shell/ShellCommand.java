package fluxj.cli.shell;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.client.ReactorClient;
import fluxj.core.attr.AttrProtocol;
import fluxj.errors.FluxException;
import fluxj.job.JobId;
import fluxj.platform.HostFacts;
import fluxj.platform.Signals;
import fluxj.platform.Signum;
import fluxj.platform.WaitStatus;
import fluxj.platform.os.OsHostFacts;
import fluxj.platform.os.OsProcessSpawner;
import fluxj.platform.os.OsSignals;
import fluxj.platform.os.OsWallClock;
import fluxj.reactor.netty.NettyDescriptors;
import fluxj.reactor.netty.NettyReactor;
import fluxj.shell.JobShell;
import fluxj.shell.ShellHost;
import fluxj.wire.Message;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/// `fluxj shell JOBID`: what job-exec starts on each node of a job.
@Command(name = "shell", description = "Start the tasks of a job on this node", sortOptions = false)
public final class ShellCommand extends FluxCommand {
    @Option(
            names = "--reconnect",
            description = "Not supported: a shell ends when it loses its broker.")
    private boolean reconnect;

    @Parameters(paramLabel = "JOBID")
    private String id = "";

    public ShellCommand(Console console) {
        super(console);
    }

    @Override
    protected void run() {
        if (reconnect) {
            throw new CommandFailure("--reconnect is not supported by this shell");
        }
        JobId job = JobId.parse(id);
        BlockingQueue<Object> outcome = new ArrayBlockingQueue<>(16);
        int exitCode;
        try (NettyReactor reactor = new NettyReactor("shell", outcome::offer)) {
            NettyDescriptors descriptors = new NettyDescriptors(reactor);
            try (Signals signals = new OsSignals(reactor, descriptors)) {
                reactor.post(() -> begin(job, reactor, signals, outcome));
                exitCode = await(outcome);
            }
        }
        if (exitCode != 0) {
            throw new CommandFailure(exitCode, "");
        }
    }

    private void begin(
            JobId job, NettyReactor reactor, Signals signals, BlockingQueue<Object> outcome) {
        NettyDescriptors descriptors = new NettyDescriptors(reactor);
        ReactorClient client;
        try {
            client = ReactorClient.open(console().environment(), descriptors);
        } catch (FluxException e) {
            outcome.add(e);
            return;
        }
        client.closed().then(outcome::offer, outcome::offer);
        client.accepted()
                .flatMap(
                        _ ->
                                client.rpc()
                                        .call(
                                                AttrProtocol.GET,
                                                Message.NODEID_ANY,
                                                new AttrProtocol.Name("rank")))
                .map(rank -> Integer.parseInt(rank.value()))
                .then(
                        rank -> {
                            JobShell shell =
                                    new JobShell(
                                            host(rank, reactor, client),
                                            job,
                                            JobShell.installedPlugins());
                            signals.handle(
                                    List.of(Signum.SIGINT, Signum.SIGTERM, Signum.SIGALRM),
                                    shell::signal);
                            shell.run().then(outcome::offer, outcome::offer);
                        },
                        outcome::offer);
    }

    private ShellHost host(int rank, NettyReactor reactor, ReactorClient client) {
        HostFacts host = new OsHostFacts(reactor.random());
        return new ClientHost(
                new ShellHost.Place(
                        rank,
                        host.hostname(),
                        console().environment().getOrDefault("FLUX_URI", ""),
                        host.uid()),
                client,
                new ClientHost.Local(
                        reactor,
                        new OsWallClock(),
                        new OsProcessSpawner(reactor, new NettyDescriptors(reactor))),
                console().err()::println);
    }

    private static int await(BlockingQueue<Object> outcome) {
        Object first;
        try {
            first = outcome.take();
        } catch (InterruptedException e) {
            throw new CommandFailure("interrupted");
        }
        return switch (first) {
            case WaitStatus status -> status.exitCode();
            case FluxException e -> throw e;
            case RuntimeException e -> throw e;
            default -> throw new IllegalStateException(String.valueOf(first));
        };
    }
}
