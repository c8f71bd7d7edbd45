package fluxj.coral2.dws.kubernetes;

import io.fabric8.kubernetes.client.Config;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The proxy in front of the API, if any: the kubeconfig's `proxy-url`, otherwise that of
/// `https_proxy` or `http_proxy`, by the scheme of the server, unless `no_proxy` names the server.
/// The host itself needs none.
final class ProxyChoice {
    private ProxyChoice() {}

    /// Makes the choice. The client library takes a kubeconfig's proxy for servers of the proxy's
    /// own scheme only.
    static void set(Config config, Map<String, String> environment) {
        String named =
                Optional.ofNullable(config.getHttpsProxy())
                        .or(() -> Optional.ofNullable(config.getHttpProxy()))
                        .orElse("");
        String scheme = config.getMasterUrl().startsWith("https:") ? "https" : "http";
        String proxy = named.isEmpty() ? value(environment, scheme + "_proxy") : named;
        if (proxy.isEmpty()) {
            return;
        }
        String url = proxy.contains("://") ? proxy : "http://" + proxy;
        config.setHttpProxy(url);
        config.setHttpsProxy(url);
        if (named.isEmpty()) {
            config.setNoProxy(
                    Stream.concat(
                                    Stream.of("localhost", "127.0.0.1", "::1"),
                                    Arrays.stream(value(environment, "no_proxy").split(",", -1))
                                            .map(String::strip)
                                            .filter(host -> !host.isEmpty()))
                            .toArray(String[]::new));
        }
    }

    private static String value(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name))
                .or(() -> Optional.ofNullable(environment.get(name.toUpperCase(Locale.ROOT))))
                .orElse("");
    }
}
