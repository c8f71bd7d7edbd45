package fluxj.coral2.dws.kubernetes;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.IoReason;

import io.fabric8.kubernetes.api.model.AuthInfo;
import io.fabric8.kubernetes.api.model.ExecConfig;
import io.fabric8.kubernetes.api.model.NamedAuthInfo;
import io.fabric8.kubernetes.api.model.NamedCluster;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.internal.KubeConfigUtils;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// The kubeconfig files of a tool, as one: what an earlier one says goes before.
final class KubeconfigFiles {
    private static final int LONGEST_REASON = 200;

    private final List<Path> files;

    /// @param files at least one
    KubeconfigFiles(List<Path> files) {
        this.files = files;
    }

    /// Reads them, and runs the plugin that they may name for credentials.
    ///
    /// @throws FluxException the system's error when one may not be read, EINVAL when they are no
    ///   good
    Config read() {
        List<io.fabric8.kubernetes.api.model.Config> parts =
                files.stream().map(file -> new KubeconfigFile(file).read()).toList();
        Config config = Config.empty();
        try {
            KubeConfigUtils.merge(
                    config, null, parts.toArray(io.fabric8.kubernetes.api.model.Config[]::new));
        } catch (KubernetesClientException | IllegalArgumentException e) {
            throw failure(reason(e));
        }
        checkContext(config, parts);
        user(config, parts).ifPresent(user -> takeCredentials(config, user));
        return config;
    }

    private void checkContext(Config config, List<io.fabric8.kubernetes.api.model.Config> parts) {
        if (config.getCurrentContext() == null) {
            String named =
                    parts.stream()
                            .map(part -> textOf(part.getCurrentContext()))
                            .filter(name -> !name.isEmpty())
                            .findFirst()
                            .orElse("");
            throw failure(
                    named.isEmpty()
                            ? "current-context is not set"
                            : "there is no context " + named);
        }
        String name = textOf(config.getCurrentContext().getContext().getCluster());
        String server =
                parts.stream()
                        .flatMap(part -> part.getClusters().stream())
                        .filter(cluster -> name.equals(cluster.getName()))
                        .map(NamedCluster::getCluster)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .map(cluster -> textOf(cluster.getServer()))
                        .orElseThrow(() -> failure("there is no cluster " + name));
        if (!server.matches("https?://[^/].*")) {
            throw failure("server " + server + " is no URL of HTTP or HTTPS");
        }
    }

    private static Optional<AuthInfo> user(
            Config config, List<io.fabric8.kubernetes.api.model.Config> parts) {
        String name = textOf(config.getCurrentContext().getContext().getUser());
        return parts.stream()
                .flatMap(part -> part.getUsers().stream())
                .filter(user -> name.equals(user.getName()))
                .map(NamedAuthInfo::getUser)
                .filter(Objects::nonNull)
                .findFirst();
    }

    private void takeCredentials(Config config, AuthInfo user) {
        String tokenFile = textOf(user.getTokenFile());
        if (!tokenFile.isEmpty()) {
            config.setAutoOAuthToken(new KubeconfigFile(Path.of(tokenFile)).text().strip());
        }
        ExecConfig exec = user.getExec();
        if (exec != null
                && textOf(config.getAutoOAuthToken()).isEmpty()
                && textOf(config.getClientCertData()).isEmpty()) {
            throw failure("plugin " + exec.getCommand() + " gave no credentials");
        }
    }

    private static String textOf(@Nullable String text) {
        return text == null ? "" : text;
    }

    private FluxException failure(String why) {
        return new FluxException(Errno.EINVAL, "kubeconfig " + files.getFirst() + ": " + why);
    }

    /// What is at the bottom of a failure of the client library, in a line.
    static String reason(Throwable failure) {
        Throwable cause = failure.getCause();
        if (cause != null) {
            return reason(cause);
        }
        String text =
                switch (failure) {
                    case FileSystemException e -> e.getFile() + ": " + IoReason.of(e);
                    case IOException e -> IoReason.of(e);
                    default -> failure.getMessage();
                };
        String line = textOf(text).lines().findFirst().orElse("");
        return line.substring(0, Math.min(line.length(), LONGEST_REASON));
    }
}
