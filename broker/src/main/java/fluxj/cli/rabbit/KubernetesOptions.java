package fluxj.cli.rabbit;

import fluxj.cli.Console;
import fluxj.client.FluxClient;
import fluxj.config.Config;
import fluxj.config.ConfigException;
import fluxj.config.tables.RabbitConfig;
import fluxj.coral2.dws.kubernetes.Kubernetes;
import fluxj.coral2.dws.kubernetes.KubernetesAccess;
import fluxj.coral2.dws.tracker.storage.KubernetesStorage;
import fluxj.core.config.ConfigProtocol;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;
import fluxj.wire.Message;

import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/// Where a command finds Kubernetes: by its option, by the instance's `[rabbit]`, or as other tools
/// do.
final class KubernetesOptions {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration RETRY = Duration.ofSeconds(1);

    @Option(
            names = {"-k", "--kubeconfig"},
            paramLabel = "FILE",
            description =
                    "Path to kubeconfig file to use (default: rabbit.kubeconfig, $KUBECONFIG or"
                            + " ~/.kube/config)")
    private Optional<Path> kubeconfig = Optional.empty();

    /// Asks Kubernetes.
    ///
    /// @throws FluxException when it cannot be reached, refuses, or does not answer in time
    <T> T ask(
            FluxClient client, Console console, Function<KubernetesStorage, Promise<T>> question) {
        try (Kubernetes kubernetes = open(client, console)) {
            return client.get(question.apply(new KubernetesStorage(kubernetes)), LIMIT);
        }
    }

    /// The way to Kubernetes, which is not gone yet.
    ///
    /// @throws FluxException when it is not known
    Kubernetes open(FluxClient client, Console console) {
        RabbitConfig config = configured(client);
        KubernetesAccess access =
                new KubernetesAccess(
                        kubeconfig.or(() -> config.get(RabbitConfig.KUBECONFIG).map(Path::of)),
                        config.get(RabbitConfig.DWS_API_VERSION),
                        config.get(RabbitConfig.NNF_API_VERSION),
                        RETRY);
        return access.open(console.environment(), client.reactor());
    }

    private static RabbitConfig configured(FluxClient client) {
        try {
            return RabbitConfig.of(
                    Config.of(
                            client.get(
                                            client.rpc()
                                                    .first(
                                                            ConfigProtocol.GET,
                                                            Message.NODEID_ANY,
                                                            Empty.EMPTY))
                                    .object()));
        } catch (ConfigException e) {
            throw new FluxException(Errno.EINVAL, String.valueOf(e.getMessage()));
        }
    }
}
