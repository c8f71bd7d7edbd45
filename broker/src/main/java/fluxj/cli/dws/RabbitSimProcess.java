package fluxj.cli.dws;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.coral2.dws.apiserver.Kubeconfig;
import fluxj.coral2.dws.apiserver.store.ObjectStore;
import fluxj.coral2.dws.apiserver.store.StateFile;
import fluxj.coral2.dws.kubernetes.Kubernetes;
import fluxj.coral2.dws.kubernetes.KubernetesAccess;
import fluxj.coral2.dws.sim.EmbeddedApi;
import fluxj.coral2.dws.sim.RabbitSim;
import fluxj.coral2.dws.sim.SimLayout;
import fluxj.errors.FluxException;
import fluxj.format.IoReason;
import fluxj.platform.MemoryReturn;
import fluxj.platform.WallClock;
import fluxj.platform.os.OsProcessMemory;
import fluxj.platform.os.OsWallClock;
import fluxj.reactor.Promise;
import fluxj.reactor.netty.NettyReactor;
import fluxj.rpc.Empty;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// Brings the simulator up on its reactor, with an API of its own or on somebody else's.
final class RabbitSimProcess {
    /// What the command line says.
    ///
    /// @param delay how long each state takes
    /// @param faults lines
    /// @param kubeconfig where to write it
    /// @param state where the objects outlive the process
    /// @param against the kubeconfig of somebody else's API
    /// @param seed of what chance decides
    record Plan(
            SimLayout layout,
            Duration delay,
            List<String> faults,
            int port,
            Optional<Path> kubeconfig,
            Optional<Path> state,
            Optional<Path> against,
            Optional<Long> seed) {}

    private final NettyReactor reactor;
    private final Console console;
    private final Plan plan;
    private final WallClock clock = new OsWallClock();
    private @Nullable EmbeddedApi api;
    private @Nullable RabbitSim sim;
    private @Nullable Kubernetes kubernetes;
    private @Nullable Path written;
    private @Nullable StateFile state;

    RabbitSimProcess(NettyReactor reactor, Console console, Plan plan) {
        this.reactor = reactor;
        this.console = console;
        this.plan = plan;
    }

    /// Starts; `onEnd` gets what ends it.
    void start(Consumer<RuntimeException> onEnd) {
        MemoryReturn.watch(reactor, new OsProcessMemory());
        if (plan.against().isPresent()) {
            Kubernetes access;
            try {
                access = KubernetesAccess.by(plan.against()).open(console.environment(), reactor);
            } catch (FluxException e) {
                onEnd.accept(e);
                return;
            }
            simulate(
                    access,
                    this::refuseApiFaults,
                    "Kubernetes of " + plan.against().get() + ": simulating",
                    onEnd);
            return;
        }
        ObjectStore store = new ObjectStore(clock, reactor.random());
        if (plan.state().isPresent()) {
            Path file = plan.state().get();
            try {
                state = StateFile.open(file, store, error -> onEnd.accept(failure(file, error)));
            } catch (IOException e) {
                onEnd.accept(failure(file, e));
                return;
            }
        }
        EmbeddedApi.listen(reactor, store, plan.port())
                .then(
                        listening -> {
                            api = listening;
                            serve(listening, onEnd);
                        },
                        onEnd::accept);
    }

    private void serve(EmbeddedApi listening, Consumer<RuntimeException> onEnd) {
        Path file;
        try {
            file = plan.kubeconfig().isPresent() ? plan.kubeconfig().get() : ownFile();
            Kubeconfig.write(file, listening.url());
        } catch (IOException e) {
            onEnd.accept(failure(plan.kubeconfig().orElse(Path.of("kubeconfig")), e));
            return;
        }
        simulate(
                listening.kubernetes(),
                listening::setFaults,
                "Kubernetes API at "
                        + listening.url()
                        + ": export KUBECONFIG="
                        + file.toAbsolutePath(),
                onEnd);
    }

    private static CommandFailure failure(Path file, IOException error) {
        return new CommandFailure(file + ": " + IoReason.of(error));
    }

    private Path ownFile() throws IOException {
        Path file = Files.createTempFile("rabbit-sim-", ".kubeconfig");
        written = file;
        return file;
    }

    private void simulate(
            Kubernetes access,
            Consumer<List<String>> onFaults,
            String announcement,
            Consumer<RuntimeException> onEnd) {
        kubernetes = access;
        RabbitSim simulator =
                new RabbitSim(
                        new RabbitSim.Setup(
                                access,
                                reactor,
                                clock,
                                plan.layout(),
                                plan.delay(),
                                random(),
                                this::say),
                        onFaults);
        sim = simulator;
        Promise<Empty> started;
        try {
            started = simulator.start(plan.faults());
        } catch (FluxException e) {
            onEnd.accept(e);
            return;
        }
        started.then(
                _ -> {
                    console.out().println(announcement);
                    console.out().flush();
                },
                onEnd::accept);
    }

    private RandomGenerator random() {
        return plan.seed().isPresent() ? new SplittableRandom(plan.seed().get()) : reactor.random();
    }

    private void say(String line) {
        console.err().println("rabbit-sim: " + line);
    }

    private void refuseApiFaults(List<String> lines) {
        lines.stream()
                .filter(line -> line.startsWith("api-") || line.startsWith("webhook"))
                .forEach(line -> say("fault '" + line + "': not with somebody else's API"));
    }

    /// Ends: takes away the kubeconfig that nobody asked for; what is in somebody else's API stays.
    void close() {
        if (sim != null) {
            sim.close();
        }
        if (kubernetes != null) {
            kubernetes.close();
        }
        if (api != null) {
            api.close();
        }
        if (state != null) {
            try {
                state.close();
            } catch (IOException e) {
                say(plan.state().get() + ": " + IoReason.of(e));
            }
        }
        if (written != null) {
            try {
                Files.deleteIfExists(written);
            } catch (IOException e) {
                say(written + ": " + IoReason.of(e));
            }
        }
    }
}
