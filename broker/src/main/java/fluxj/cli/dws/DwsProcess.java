package fluxj.cli.dws;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.client.ReactorClient;
import fluxj.config.Config;
import fluxj.config.ConfigException;
import fluxj.config.tables.RabbitConfig;
import fluxj.coral2.dws.kubernetes.Kubernetes;
import fluxj.coral2.dws.kubernetes.KubernetesAccess;
import fluxj.coral2.dws.service.DwsHost;
import fluxj.coral2.dws.service.DwsOptions;
import fluxj.coral2.dws.service.WorkflowService;
import fluxj.core.config.ConfigProtocol;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.platform.MemoryReturn;
import fluxj.platform.os.OsHostFacts;
import fluxj.platform.os.OsProcessMemory;
import fluxj.platform.os.OsWallClock;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.reactor.netty.NettyDescriptors;
import fluxj.reactor.netty.NettyReactor;
import fluxj.rpc.Dispatcher;
import fluxj.rpc.Empty;
import fluxj.service.Severity;
import fluxj.wire.Message;

import java.nio.file.Path;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/// Brings the service up on its reactor, in the order of flux-coral2's (spec coral2 4.3.1).
final class DwsProcess {
    private static final int NO_RESTART = 3;
    private static final String NAME = "dws";

    private final NettyReactor reactor;
    private final Console console;
    private final DwsOptions options;
    private final BiConsumer<Severity, String> log;

    DwsProcess(
            NettyReactor reactor,
            Console console,
            DwsOptions options,
            BiConsumer<Severity, String> log) {
        this.reactor = reactor;
        this.console = console;
        this.options = options;
        this.log = log;
    }

    /// Starts; `onEnd` gets what ends it.
    void start(Consumer<RuntimeException> onEnd) {
        MemoryReturn.watch(reactor, new OsProcessMemory());
        Watchdog.start(console.environment(), reactor, this::warn);
        ReactorClient client;
        try {
            client = ReactorClient.open(console.environment(), new NettyDescriptors(reactor));
        } catch (FluxException e) {
            onEnd.accept(e);
            return;
        }
        client.closed().then(onEnd, onEnd::accept);
        client.accepted()
                .flatMap(
                        _ ->
                                client.rpc()
                                        .first(ConfigProtocol.GET, Message.NODEID_ANY, Empty.EMPTY))
                .then(config -> start(client, config, onEnd), onEnd::accept);
    }

    private void start(
            ReactorClient client, ConfigProtocol.Config all, Consumer<RuntimeException> onEnd) {
        Kubernetes kubernetes;
        try {
            Config config = Config.of(all.object());
            RabbitConfig.unrecognized(config).forEach(this::warn);
            kubernetes = access(RabbitConfig.of(config)).open(console.environment(), reactor);
        } catch (ConfigException e) {
            onEnd.accept(new CommandFailure("misconfiguration: " + e.getMessage()));
            return;
        } catch (FluxException e) {
            log.accept(Severity.ERR, String.valueOf(e.getMessage()));
            onEnd.accept(
                    new CommandFailure(
                            NO_RESTART,
                            "Service cannot run without access to kubernetes, shutting down"));
            return;
        }
        WorkflowService service =
                new WorkflowService(
                        new DwsHost(
                                client.rpc(),
                                kubernetes,
                                new DwsHost.Local(
                                        reactor,
                                        new OsWallClock(),
                                        new OsHostFacts(reactor.random())),
                                log),
                        options);
        service.prepare()
                .flatMap(
                        _ -> {
                            Dispatcher dispatcher =
                                    new Dispatcher(service.handlers(), client::send, onEnd);
                            client.serve(dispatcher::request);
                            return register(client);
                        })
                .flatMap(_ -> service.begin())
                .then(_ -> log.accept(Severity.INFO, "dws service is ready"), onEnd::accept);
    }

    private static Promise<Empty> register(ReactorClient client) {
        Deferred<Empty> registered = new Deferred<>();
        client.addService(NAME)
                .then(
                        registered::complete,
                        error ->
                                registered.fail(
                                        error.errno().equals(Errno.EEXIST)
                                                ? new FluxException(
                                                        Errno.EEXIST,
                                                        "service dws is registered already:"
                                                                + " another one serves this instance")
                                                : error));
        return registered;
    }

    private KubernetesAccess access(RabbitConfig config) {
        return new KubernetesAccess(
                config.get(RabbitConfig.KUBECONFIG).map(Path::of),
                config.get(RabbitConfig.DWS_API_VERSION),
                config.get(RabbitConfig.NNF_API_VERSION),
                options.retryDelay());
    }

    private void warn(String line) {
        log.accept(Severity.WARNING, line);
    }
}
