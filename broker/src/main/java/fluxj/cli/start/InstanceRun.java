package fluxj.cli.start;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.Output;
import fluxj.errors.FluxException;
import fluxj.format.IoReason;
import fluxj.platform.FolderRemoval;
import fluxj.platform.HostFacts;
import fluxj.platform.Signals;
import fluxj.platform.Signum;
import fluxj.platform.SystemText;
import fluxj.platform.os.OsHostFacts;
import fluxj.platform.os.OsProcessSpawner;
import fluxj.platform.os.OsSignals;
import fluxj.platform.os.ProcessImage;
import fluxj.reactor.Promise;
import fluxj.reactor.netty.NettyDescriptors;
import fluxj.reactor.netty.NettyReactor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/// Runs what [StartCommand] has been asked for.
final class InstanceRun {
    private final Console console;
    private final int verbose;
    private final boolean noexec;

    /// @param noexec true stops before anything is started
    InstanceRun(Console console, int verbose, boolean noexec) {
        this.console = console;
        this.verbose = verbose;
        this.noexec = noexec;
    }

    private void say(String line) {
        console.err().println("flux-start: " + line);
    }

    /// Becomes one broker; returns only with [#noexec].
    void execInPlace(List<String> argv) {
        if (verbose >= 1) {
            say(String.join(" ", argv));
        }
        if (noexec) {
            return;
        }
        console.out().flush();
        try {
            ProcessImage.replace(located(argv.getFirst()), argv, console.environment());
        } catch (FluxException e) {
            throw new CommandFailure("error execing broker: " + e.errno().text());
        }
    }

    /// The path of a program that is named without one.
    private String located(String program) {
        if (program.indexOf('/') >= 0) {
            return program;
        }
        String path = console.environment().getOrDefault("PATH", "/bin:/usr/bin");
        int from = 0;
        while (from <= path.length()) {
            int colon = path.indexOf(':', from);
            int to = colon < 0 ? path.length() : colon;
            String folder = path.substring(from, to);
            // A folder whose name is no text has nothing of ours.
            if (SystemText.isText(folder)) {
                Path candidate = Path.of(folder, program);
                if (Files.isExecutable(candidate) && !Files.isDirectory(candidate)) {
                    return candidate.toString();
                }
            }
            from = to + 1;
        }
        return program;
    }

    /// Runs a test instance to its end.
    ///
    /// @return its exit code
    int run(StartPlan plan) {
        BlockingQueue<Object> outcome = new ArrayBlockingQueue<>(64);
        try (NettyReactor reactor = new NettyReactor("start", outcome::offer)) {
            HostFacts host = new OsHostFacts(reactor.random());
            Path rundir = plan.directories().rundir().orElseGet(() -> makeRundir(host, plan));
            try {
                TestInstance instance = instance(plan, rundir, reactor, host);
                if (verbose >= 1) {
                    int rank = 0;
                    for (List<String> argv : instance.commandLines()) {
                        say(rank++ + ": " + String.join(" ", argv));
                    }
                }
                if (noexec) {
                    return 0;
                }
                try (Signals signals = new OsSignals(reactor, new NettyDescriptors(reactor))) {
                    reactor.post(() -> begin(instance, signals, outcome));
                    return await(outcome);
                }
            } finally {
                if (plan.directories().rundir().isEmpty() || plan.directories().cleanup()) {
                    remove(rundir);
                }
            }
        }
    }

    private TestInstance instance(
            StartPlan plan, Path rundir, NettyReactor reactor, HostFacts host) {
        return new TestInstance(
                plan,
                rundir,
                new TestInstance.World(
                        reactor,
                        new OsProcessSpawner(reactor, new NettyDescriptors(reactor)),
                        host,
                        this::say,
                        console.err()::println));
    }

    /// Signals that ask for an end go to rank 0, which ends the others in good order. From a
    /// terminal it has had SIGINT already.
    private void begin(TestInstance instance, Signals signals, BlockingQueue<Object> outcome) {
        boolean terminal = Output.isTerminal(0);
        signals.handle(List.of(Signum.SIGTERM, Signum.SIGHUP), instance::signalLeader);
        signals.handle(
                List.of(Signum.SIGINT, Signum.SIGQUIT),
                signum -> {
                    if (!terminal) {
                        instance.signalLeader(signum);
                    }
                });
        Promise<Integer> exit = instance.start();
        exit.then(outcome::offer, outcome::offer);
    }

    private static int await(BlockingQueue<Object> outcome) {
        Object first;
        try {
            first = outcome.take();
        } catch (InterruptedException e) {
            throw new CommandFailure("interrupted");
        }
        return switch (first) {
            case Integer exitCode -> exitCode;
            case FluxException e -> throw e;
            default -> throw new IllegalStateException(String.valueOf(first));
        };
    }

    private static Path makeRundir(HostFacts host, StartPlan plan) {
        Path parent = Path.of(plan.environment().getOrDefault("TMPDIR", "/tmp"));
        return host.makeTemporaryDirectory(parent, "flux-");
    }

    private void remove(Path directory) {
        try {
            FolderRemoval.remove(directory);
        } catch (IOException e) {
            say("could not remove " + directory + ": " + IoReason.of(e));
        }
    }
}
