package fluxj.sim;

import fluxj.broker.BrokerPlatform;
import fluxj.config.tables.TbonConfig;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.overlay.OverlayTransport;
import fluxj.platform.ByteStream;
import fluxj.platform.Descriptors;
import fluxj.platform.HostFacts;
import fluxj.platform.ProcessSpawner;
import fluxj.platform.WallClock;
import fluxj.reactor.Reactor;
import fluxj.rpc.HandlerTable;
import fluxj.service.Log;
import fluxj.service.Service;
import fluxj.service.ServiceContext;
import fluxj.service.ServiceFactory;
import fluxj.service.Severity;
import fluxj.zmtp.crypto.CurveCrypto;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.random.RandomGenerator;

/// The world around a simulated broker. What would be its local clients is the scenario itself: it
/// calls through the service context of the connector.
final class SimPlatform implements BrokerPlatform {
    private static final int MAX_LINES = 1000;

    private final SimReactor reactor;
    private final HostFacts host;
    private final WallClock clock;
    private final OverlayTransport transport;
    private final CurveCrypto crypto;
    private final SimProcesses processes;
    private final Deque<String> errorLines = new ArrayDeque<>();
    private final List<ServiceFactory> modules = new ArrayList<>();
    private Optional<ServiceContext> door = Optional.empty();
    private IntConsumer onSignal = _ -> {};
    private Consumer<String> onLine = _ -> {};

    SimPlatform(
            SimReactor reactor,
            HostFacts host,
            WallClock clock,
            OverlayTransport transport,
            CurveCrypto crypto) {
        this.reactor = reactor;
        this.host = host;
        this.clock = clock;
        this.transport = transport;
        this.crypto = crypto;
        processes = new SimProcesses(reactor);
    }

    /// The way into the broker, once its connector runs.
    Optional<ServiceContext> door() {
        return door;
    }

    /// Has `module.load` find a module that the broker does not bring along.
    void offer(ServiceFactory module) {
        modules.add(module);
    }

    /// Tells of each line on standard error as it is written.
    void onLine(Consumer<String> listener) {
        onLine = listener;
    }

    SimProcesses simProcesses() {
        return processes;
    }

    List<String> errorLines() {
        return List.copyOf(errorLines);
    }

    void signal(int signum) {
        reactor.post(() -> onSignal.accept(signum));
    }

    @Override
    public Reactor reactor() {
        return reactor;
    }

    @Override
    public HostFacts host() {
        return host;
    }

    @Override
    public WallClock clock() {
        return clock;
    }

    @Override
    public ProcessSpawner processes() {
        return processes;
    }

    @Override
    public Descriptors descriptors() {
        return new Descriptors() {
            @Override
            public ByteStream stream(int fd) {
                throw new FluxException(Errno.EBADF, "the simulator has no descriptors");
            }

            @Override
            public void whenReadable(int fd, Runnable handler) {
                throw new FluxException(Errno.EBADF, "the simulator has no descriptors");
            }

            @Override
            public Watch watch(int fd, Runnable handler) {
                throw new FluxException(Errno.EBADF, "the simulator has no descriptors");
            }
        };
    }

    @Override
    public RandomGenerator keys() {
        return reactor.random();
    }

    @Override
    public CurveCrypto crypto() {
        return crypto;
    }

    @Override
    public OverlayTransport transport(TbonConfig tbon, Log log) {
        return transport;
    }

    @Override
    public ServiceFactory connector() {
        return new ServiceFactory() {
            @Override
            public String name() {
                return "connector-local";
            }

            @Override
            public Service create(ServiceContext context) {
                door = Optional.of(context);
                return () -> HandlerTable.builder().build();
            }
        };
    }

    @Override
    public List<ServiceFactory> modules() {
        return List.copyOf(modules);
    }

    @Override
    public void hangUpGroup() {}

    @Override
    public void signals(List<Integer> signums, IntConsumer handler) {
        onSignal =
                signum -> {
                    if (signums.contains(signum)) {
                        handler.accept(signum);
                    }
                };
    }

    @Override
    public void stderr(String line) {
        if (errorLines.size() == MAX_LINES) {
            errorLines.removeFirst();
        }
        errorLines.add(line);
        onLine.accept(line);
    }

    @Override
    public void syslog(Severity severity, String line) {}

    @Override
    public void stdout(String text) {}
}
