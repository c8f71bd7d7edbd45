package fluxj.coral2.dws.kubernetes;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.reactor.Reactor;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;

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
        KubeconfigFiles files = new KubeconfigFiles(files(environment));
        Config config = files.read();
        ProxyChoice.set(config, environment);
        FreshToken token = new FreshToken(reactor, tokenOf(config), () -> tokenOf(files.read()));
        config.setOauthTokenProvider(token);
        config.setRequestRetryBackoffLimit(0);
        config.setConnectionTimeout(CONNECT_MILLIS);
        config.setUserAgent("fluxj");
        String root = config.getMasterUrl().replaceAll("/+$", "");
        // Without TLS there is no way to agree on HTTP/2 that all servers put up with.
        config.setHttp2Disable(root.startsWith("http:"));
        HttpClient http = client(config);
        ApiClient api = new ApiClient(http, root, token, reactor);
        return new ApiKubernetes(
                api, new ApiVersions(api, dwsVersion, nnfVersion), reactor, firstRetry);
    }

    private static HttpClient client(Config config) {
        try {
            return new JdkHttpClientFactory()
                    .newBuilder(config)
                    .tag(config.getRequestConfig())
                    .build();
        } catch (KubernetesClientException | IllegalArgumentException e) {
            throw new FluxException(Errno.EINVAL, "kubeconfig: " + KubeconfigFiles.reason(e));
        }
    }

    private static String tokenOf(Config config) {
        return Optional.ofNullable(config.getAutoOAuthToken()).orElse("");
    }

    private List<Path> files(Map<String, String> environment) {
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

    private static List<Path> existing(Stream<Path> files, String named) {
        List<Path> existing = files.filter(Files::exists).toList();
        if (existing.isEmpty()) {
            throw new FluxException(
                    Errno.ENOENT, "kubeconfig " + named + ": No such file or directory");
        }
        return existing;
    }
}
