package fluxj.cli.start;

import fluxj.errors.FluxException;
import fluxj.format.Idset;
import fluxj.platform.HostFacts;
import fluxj.platform.ProcessSpawner;
import fluxj.platform.Signum;
import fluxj.platform.WaitStatus;
import fluxj.pmi.PmiKeys;
import fluxj.pmi.PmiResult;
import fluxj.pmi.PmiServer;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.reactor.Timer;
import fluxj.reactor.netty.NettyReactor;
import fluxj.reactor.netty.UnixListener;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// Brokers as processes of this host, from the first start to the last end. Confined.
final class TestInstance {
    private static final String MAPPING_KEY = "PMI_process_mapping";

    /// The name of the key-value space, which a broker would take for its job id.
    private static final String NO_JOB = "-";

    /// What the instance needs of its host.
    ///
    /// @param log takes diagnostics, a line each
    /// @param trace takes lines of the PMI conversation
    record World(
            NettyReactor reactor,
            ProcessSpawner processes,
            HostFacts host,
            Consumer<String> log,
            Consumer<String> trace) {}

    private final StartPlan plan;
    private final World world;
    private final Path rundir;
    private final PmiServer pmi;
    private final StartService service;
    private final List<BrokerProcess> brokers = new ArrayList<>();
    private final Deferred<Integer> exit = new Deferred<>();
    private @Nullable Timer exitTimer;
    private int exitCode;

    /// @param rundir where the sockets go
    TestInstance(StartPlan plan, Path rundir, World world) {
        this.plan = plan;
        this.rundir = rundir;
        this.world = world;
        for (int rank = 0; rank < plan.size(); rank++) {
            brokers.add(new BrokerProcess(rank, plan.argv(rank, rundir), environment(rank)));
        }
        service = new StartService(brokers, this::runAgain);
        Map<String, String> keys = new HashMap<>();
        if (!plan.mapping().isUnknown()) {
            keys.put(MAPPING_KEY, plan.mapping().toProcessMapping());
        }
        pmi =
                new PmiServer(
                        new PmiServer.Program(NO_JOB, plan.size(), plan.size()),
                        new PmiKeys(keys),
                        new PmiClients());
    }

    private Map<String, String> environment(int rank) {
        Map<String, String> environment = new HashMap<>(plan.environment());
        environment.put("PMI_RANK", Integer.toString(rank));
        environment.put("PMI_SIZE", Integer.toString(plan.size()));
        environment.put("FLUX_START_URI", "local://" + rundir + "/start");
        return environment;
    }

    /// The command lines, by rank.
    List<List<String>> commandLines() {
        List<List<String>> lines = new ArrayList<>();
        for (BrokerProcess broker : brokers) {
            lines.add(broker.argv());
        }
        return lines;
    }

    /// Starts the brokers; gives the exit code when all have ended.
    ///
    /// @return fails when the service's socket cannot be made or a broker cannot be started
    Promise<Integer> start() {
        StartServer server =
                new StartServer(
                        world.host().uid(),
                        world.reactor(),
                        service.handlers(),
                        this::disconnected,
                        fault -> world.log().accept("internal error: " + fault));
        UnixListener.listen(world.reactor(), rundir.resolve("start"), "rwxrwxrwx", server)
                .then(
                        listener -> {
                            exit.then(_ -> listener.close(), _ -> listener.close());
                            startBrokers();
                        },
                        exit::fail);
        return exit;
    }

    private void startBrokers() {
        int first = plan.mode().leaderStarts() ? 1 : plan.size();
        try {
            for (BrokerProcess broker : brokers.subList(0, first)) {
                run(broker);
            }
        } catch (FluxException e) {
            killAll();
            exit.fail(e);
        }
    }

    private void runAgain(BrokerProcess broker) {
        run(broker);
        if (!isEnding()) {
            stopTimer();
        }
    }

    private void run(BrokerProcess broker) {
        pmi.begin(broker.rank());
        broker.run(world.processes(), line -> fromPmiClient(broker, line))
                .then(status -> ended(broker, status), exit::fail);
    }

    /// Sends a signal to rank 0, which ends the instance in good order.
    void signalLeader(int signum) {
        brokers.getFirst().kill(signum);
    }

    private void disconnected(String client) {
        service.disconnected(client);
        if (plan.verbose() >= 1) {
            world.log().accept("disconnect from " + client);
        }
    }

    private void fromPmiClient(BrokerProcess broker, String line) {
        trace(broker.rank(), "C", line);
        try {
            pmi.receive(broker.rank(), line);
        } catch (FluxException e) {
            world.log().accept(broker.rank() + ": " + e.getMessage());
            broker.finishPmi();
        }
    }

    private void trace(int rank, String side, String line) {
        if (plan.verbose() >= 2) {
            world.trace().accept(rank + ": " + side + ": " + line);
        }
    }

    private void ended(BrokerProcess broker, WaitStatus status) {
        report(broker.rank(), broker.lastPid(), status);
        pmi.gone(broker.rank());
        if (plan.mode().leaderExits()) {
            if (broker.rank() == 0) {
                exitCode = broker.exitCode();
            }
        } else {
            exitCode = Math.max(exitCode, broker.exitCode());
        }
        service.ended(broker);
        if (running() == 0) {
            stopTimer();
            exit.complete(exitCode);
        } else {
            watchTheOthers();
        }
    }

    private void report(int rank, int pid, WaitStatus status) {
        String who = rank + " (pid " + pid + ") ";
        if (status.isSignaled()) {
            world.log().accept(who + Signum.text(status.signum()));
        } else if (!status.isSuccess()) {
            world.log().accept(who + "exited with rc=" + status.exitCode());
        }
    }

    private int running() {
        int count = 0;
        for (BrokerProcess broker : brokers) {
            if (broker.isRunning()) {
                count++;
            }
        }
        return count;
    }

    /// True when somebody whose end matters has ended while others still run.
    private boolean isEnding() {
        int count = running();
        boolean missing =
                plan.mode().leaderExits() ? !brokers.getFirst().isRunning() : count < plan.size();
        return count > 0 && missing;
    }

    private void watchTheOthers() {
        if (!isEnding()) {
            stopTimer();
        } else if (exitTimer == null) {
            exitTimer = world.reactor().after(plan.exitTimeout(), this::killTheRest);
        }
    }

    private void stopTimer() {
        if (exitTimer != null) {
            exitTimer.cancel();
            exitTimer = null;
        }
    }

    private void killTheRest() {
        Idset killed = killAll();
        if (!killed.isEmpty()) {
            world.log().accept("Exit timeout: killed rank " + killed);
        }
    }

    private Idset killAll() {
        Idset.Builder killed = Idset.builder();
        for (BrokerProcess broker : brokers) {
            if (broker.isRunning()) {
                broker.kill(Signum.SIGKILL);
                killed.add(broker.rank());
            }
        }
        return killed.build();
    }

    private final class PmiClients implements PmiServer.Clients {
        @Override
        public void send(int rank, String line) {
            trace(rank, "S", line);
            brokers.get(rank).sendLine(line);
        }

        @Override
        public void finished(int rank) {
            brokers.get(rank).finishPmi();
        }

        @Override
        public void abort(int rank, int code, String message) {
            world.log().accept(rank + ": PMI_Abort(): " + message);
            killAll();
        }

        @Override
        public void barrier() {
            pmi.release(PmiResult.SUCCESS);
        }

        @Override
        public void warn(String text) {
            if (plan.verbose() >= 1) {
                world.log().accept(text);
            }
        }
    }
}
