package fluxj.coral2.dws.kubernetes;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.reactor.Reactor;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.internal.KubeConfigUtils;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// How to reach a Kubernetes API (spec coral2 4.3.1, 4.4, 4.10).
///
/// @param kubeconfig a kubeconfig; otherwise those of `KUBECONFIG`, or `~/.kube/config`
/// @param dwsVersion of the API of Data Workflow Services, tried before those that are known
/// @param nnfVersion of the API of near node flash, likewise
/// @param firstRetry how long a watch waits the first time when the API fails
public record KubernetesAccess(
        Optional<Path> kubeconfig,
        Optional<String> dwsVersion,
        Optional<String> nnfVersion,
        Duration firstRetry) {
    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    private static final int CONNECT_MILLIS = 10_000;
    private static final int LONGEST_REASON = 200;

    /// Access by a kubeconfig, and for the rest what is usual for a tool.
    public static KubernetesAccess by(Optional<Path> kubeconfig) {
        return new KubernetesAccess(kubeconfig, Optional.empty(), Optional.empty(), FIRST_RETRY);
    }

    /// Reads the configuration; nothing is asked of the API yet.
    ///
    /// @param environment where `KUBECONFIG` and `HOME` are read
    /// @throws FluxException ENOENT when there is no configuration, EACCES when it may not be read,
    ///   EINVAL when it is no good
    public Kubernetes open(Map<String, String> environment, Reactor reactor) {
        Config config = configuration(files(environment));
        config.setRequestRetryBackoffLimit(0);
        config.setConnectionTimeout(CONNECT_MILLIS);
        config.setUserAgent("fluxj");
        String root = config.getMasterUrl().replaceAll("/+$", "");
        // Without TLS there is no way to agree on HTTP/2 that all servers put up with.
        config.setHttp2Disable(root.startsWith("http:"));
        HttpClient http =
                new JdkHttpClientFactory()
                        .newBuilder(config)
                        .tag(config.getRequestConfig())
                        .build();
        ApiClient api = new ApiClient(http, root, reactor);
        return new ApiKubernetes(
                api, new ApiVersions(api, dwsVersion, nnfVersion), reactor, firstRetry);
    }

    private List<File> files(Map<String, String> environment) {
        if (kubeconfig.isPresent()) {
            return existing(Stream.of(kubeconfig.get()), kubeconfig.get().toString());
        }
        String named = environment.getOrDefault("KUBECONFIG", "");
        if (named.isEmpty()) {
            Path usual = Path.of(environment.getOrDefault("HOME", "/"), ".kube", "config");
            return existing(Stream.of(usual), usual.toString());
        }
        Stream<Path> files =
                Arrays.stream(named.split(":", -1)).filter(name -> !name.isEmpty()).map(Path::of);
        return existing(files, named);
    }

    private static List<File> existing(Stream<Path> files, String named) {
        List<File> existing = files.filter(Files::isRegularFile).map(Path::toFile).toList();
        if (existing.isEmpty()) {
            throw new FluxException(
                    Errno.ENOENT, "kubeconfig " + named + ": No such file or directory");
        }
        return existing;
    }

    private static Config configuration(List<File> files) {
        Config config = Config.empty();
        try {
            KubeConfigUtils.merge(
                    config,
                    null,
                    files.stream()
                            .map(KubernetesAccess::parsed)
                            .toArray(io.fabric8.kubernetes.api.model.Config[]::new));
        } catch (KubernetesClientException | IllegalArgumentException e) {
            throw new FluxException(
                    Errno.EINVAL, "kubeconfig " + files.getFirst() + ": " + firstLine(e));
        }
        return config;
    }

    // What the parser says of a file shows pieces of it, which may be secret.
    private static io.fabric8.kubernetes.api.model.Config parsed(File file) {
        if (!file.canRead()) {
            throw new FluxException(Errno.EACCES, "kubeconfig " + file + ": Permission denied");
        }
        try {
            return KubeConfigUtils.parseConfig(file);
        } catch (KubernetesClientException | IllegalArgumentException e) {
            throw new FluxException(Errno.EINVAL, "kubeconfig " + file + ": it is no kubeconfig");
        }
    }

    private static String firstLine(RuntimeException failure) {
        String line = String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
        return line.substring(0, Math.min(line.length(), LONGEST_REASON));
    }
}
