package fluxj.coral2.dws.kubernetes;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;

import io.fabric8.kubernetes.api.model.AuthInfo;
import io.fabric8.kubernetes.api.model.Config;
import io.fabric8.kubernetes.api.model.ExecConfig;
import io.fabric8.kubernetes.api.model.NamedAuthInfo;
import io.fabric8.kubernetes.api.model.NamedCluster;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.internal.KubeConfigUtils;

import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// One kubeconfig file, which may be a pipe. Paths in it are relative to its folder.
final class KubeconfigFile {
    private static final int LARGEST = 1024 * 1024;

    private final Path path;

    KubeconfigFile(Path path) {
        this.path = path;
    }

    /// What it says, with absolute paths.
    ///
    /// @throws FluxException the system's error when it may not be read, EINVAL when it is no good
    Config read() {
        Config config = parsed();
        List.of(config.getContexts(), config.getClusters(), config.getUsers())
                .forEach(list -> list.removeIf(Objects::isNull));
        config.getClusters().stream()
                .map(NamedCluster::getCluster)
                .filter(Objects::nonNull)
                .forEach(at -> at.setCertificateAuthority(absolute(at.getCertificateAuthority())));
        config.getUsers().stream()
                .map(NamedAuthInfo::getUser)
                .filter(Objects::nonNull)
                .forEach(this::makeAbsolute);
        return config;
    }

    // What the parser says of a file shows pieces of it, which may be secret.
    private Config parsed() {
        String text = text();
        try {
            return Optional.ofNullable(KubeConfigUtils.parseConfigFromString(text))
                    .orElseGet(Config::new);
        } catch (KubernetesClientException | IllegalArgumentException | YamlEngineException e) {
            throw failure(Errno.EINVAL, "it is no kubeconfig");
        }
    }

    /// The text of it or of a file that it names.
    String text() {
        try (InputStream file = Files.newInputStream(path)) {
            byte[] bytes = file.readNBytes(LARGEST + 1);
            if (bytes.length > LARGEST) {
                throw failure(Errno.EFBIG, Errno.EFBIG.text());
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            FluxException plain = FluxException.of(e);
            throw failure(plain.errno(), plain.text());
        }
    }

    private FluxException failure(Errno errno, String why) {
        return new FluxException(errno, "kubeconfig " + path + ": " + why);
    }

    private void makeAbsolute(AuthInfo user) {
        user.setClientCertificate(absolute(user.getClientCertificate()));
        user.setClientKey(absolute(user.getClientKey()));
        user.setTokenFile(absolute(user.getTokenFile()));
        ExecConfig exec = user.getExec();
        if (exec != null && exec.getCommand() != null && exec.getCommand().contains("/")) {
            exec.setCommand(absolute(exec.getCommand()));
        }
    }

    private @Nullable String absolute(@Nullable String file) {
        return file == null || file.isEmpty()
                ? file
                : path.toAbsolutePath().resolveSibling(file).toString();
    }
}
