package fluxj.broker;

import fluxj.config.tables.TbonConfig;
import fluxj.connector.AccountDatabase;
import fluxj.connector.ConnectorLocal;
import fluxj.connector.ConnectorParameters;
import fluxj.errors.FluxException;
import fluxj.overlay.OverlayTransport;
import fluxj.overlay.jeromq.JeromqTransport;
import fluxj.overlay.zmtp.ZmtpTransport;
import fluxj.platform.Descriptors;
import fluxj.platform.HostFacts;
import fluxj.platform.KernelProcessTable;
import fluxj.platform.ProcessMemory;
import fluxj.platform.ProcessSpawner;
import fluxj.platform.ProcessTable;
import fluxj.platform.Signals;
import fluxj.platform.Signum;
import fluxj.platform.SparseFiles;
import fluxj.platform.WallClock;
import fluxj.platform.os.CrashReport;
import fluxj.platform.os.OsDatagrams;
import fluxj.platform.os.OsHostFacts;
import fluxj.platform.os.OsProcessMemory;
import fluxj.platform.os.OsProcessSpawner;
import fluxj.platform.os.OsSignals;
import fluxj.platform.os.OsSparseFiles;
import fluxj.platform.os.OsWallClock;
import fluxj.reactor.Reactor;
import fluxj.reactor.netty.NettyDescriptors;
import fluxj.reactor.netty.NettyReactor;
import fluxj.service.Log;
import fluxj.service.ServiceFactory;
import fluxj.service.Severity;
import fluxj.zmtp.crypto.CurveCrypto;
import fluxj.zmtp.crypto.CurveCryptoProvider;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.random.RandomGenerator;

/// The operating system around one broker.
public final class OsPlatform implements BrokerPlatform {
    /// System property that names CURVE's library: `libsodium`, `bouncycastle`, or `auto`.
    private static final String CRYPTO_PROPERTY = "fluxj.curve";

    private final String crypto = System.getProperty(CRYPTO_PROPERTY, "auto");

    /// What does not stop a broker, wherever it is in a terminal's job control.
    private static final List<Integer> IGNORED =
            List.of(Signum.SIGTSTP, Signum.SIGTTIN, Signum.SIGTTOU);

    private static final String SYSLOG = "/dev/log";
    private static final int LOG_USER = 8;

    private final NettyReactor reactor;
    private final HostFacts host;
    private final WallClock clock = new OsWallClock();
    private final Descriptors descriptors;
    private final ProcessSpawner processes;
    private final Streams streams;
    private Optional<Signals> signals = Optional.empty();
    private Optional<CrashReport> crashReport = Optional.empty();

    /// What the process's own streams do.
    ///
    /// @param hearsSignals false for a broker that is not alone in its process
    public record Streams(
            Consumer<String> errorLine, Consumer<String> outputText, boolean hearsSignals) {}

    /// A platform whose broker lives on that reactor.
    public OsPlatform(NettyReactor reactor, Streams streams) {
        this.reactor = reactor;
        this.streams = streams;
        host = new OsHostFacts(reactor.random());
        descriptors = new NettyDescriptors(reactor);
        processes = new OsProcessSpawner(reactor, descriptors);
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
    public SparseFiles sparseFiles() {
        return new OsSparseFiles();
    }

    @Override
    public Optional<ProcessMemory> memory() {
        return streams.hearsSignals() ? Optional.of(new OsProcessMemory()) : Optional.empty();
    }

    @Override
    public Optional<ProcessTable> processTable() {
        return Optional.of(new KernelProcessTable(host.uid()));
    }

    @Override
    public Descriptors descriptors() {
        return descriptors;
    }

    @Override
    public RandomGenerator keys() {
        return new SecureRandom();
    }

    @Override
    public CurveCrypto crypto() {
        return CurveCryptoProvider.select(crypto).crypto();
    }

    @Override
    public OverlayTransport transport(TbonConfig tbon, Log log) {
        return switch (tbon.get(TbonConfig.TRANSPORT)) {
            case ZMTP -> new ZmtpTransport(reactor, crypto, tbon.get(TbonConfig.ZMQ_IO_THREADS));
            case JEROMQ -> new JeromqTransport(reactor, tbon.get(TbonConfig.ZMQ_IO_THREADS));
        };
    }

    @Override
    public ServiceFactory connector() {
        return ServiceFactory.of(
                "connector-local",
                flux ->
                        new ConnectorLocal(
                                flux,
                                new ConnectorParameters(
                                        reactor,
                                        host.uid(),
                                        new HostAccounts(host),
                                        Runtime.getRuntime().maxMemory())));
    }

    private record HostAccounts(HostFacts host) implements AccountDatabase {
        @Override
        public Optional<Integer> uid(String userName) {
            return host.user(userName).map(HostFacts.User::uid);
        }

        @Override
        public Optional<String> userName(int uid) {
            return host.user(uid).map(HostFacts.User::name);
        }

        @Override
        public Optional<List<String>> members(String group) {
            return host.groupMembers(group);
        }
    }

    @Override
    public void hangUpGroup() {
        if (host.leadsGroup()) {
            signals.ifPresent(heard -> heard.raiseInGroup(Signum.SIGHUP));
        }
    }

    @Override
    public void signals(List<Integer> signums, IntConsumer handler) {
        if (streams.hearsSignals()) {
            Signals heard = signals.orElseGet(() -> new OsSignals(reactor, descriptors));
            signals = Optional.of(heard);
            heard.handle(signums, handler);
            heard.ignore(IGNORED);
        }
    }

    @Override
    public void reportCrashTo(Path file) {
        if (streams.hearsSignals()) {
            crashReport = Optional.of(CrashReport.to(file));
        }
    }

    @Override
    public void discardCrashReport() {
        crashReport.ifPresent(CrashReport::discard);
    }

    @Override
    public void stderr(String line) {
        streams.errorLine().accept(line);
    }

    @Override
    public void stdout(String text) {
        streams.outputText().accept(text);
    }

    @Override
    public void notify(String socket, String assignments) {
        OsDatagrams.send(socket, assignments);
    }

    @Override
    public void syslog(Severity severity, String line) {
        try {
            OsDatagrams.send(
                    SYSLOG,
                    "<"
                            + (LOG_USER | severity.number())
                            + ">flux-broker["
                            + host.pid()
                            + "]: "
                            + line);
        } catch (FluxException _) {
            // A host without a system log; the broker's own log has the record.
        }
    }
}
