package fluxj.client;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// Where a broker's local connector listens: `local://PATH` (spec broker 1.6).
///
/// @param path the socket
public record LocalAddress(String path) {
    private static final String SCHEME = "local://";
    private static final String SYSTEM_INSTANCE = "/run/flux/local";

    /// Reads a URI; the empty one is `$FLUX_URI`, and without that the system instance's socket.
    ///
    /// @throws FluxException ENOENT for a scheme that is not `local`, EINVAL for no path
    public static LocalAddress of(String uri, Map<String, String> environment) {
        String chosen = uri.isEmpty() ? environment.getOrDefault("FLUX_URI", "") : uri;
        if (chosen.isEmpty()) {
            return new LocalAddress(SYSTEM_INSTANCE);
        }
        if (chosen.startsWith("/")) {
            return new LocalAddress(chosen);
        }
        if (!chosen.startsWith(SCHEME)) {
            throw new FluxException(
                    Errno.ENOENT,
                    "'" + chosen + "' is not a local:// or ssh:// URI; no other scheme is known");
        }
        String path = chosen.substring(SCHEME.length());
        int query = path.indexOf('?');
        if (query >= 0) {
            path = path.substring(0, query);
        }
        if (path.isEmpty()) {
            throw new FluxException(Errno.EINVAL, "'" + chosen + "' has no socket path");
        }
        return new LocalAddress(
                path.indexOf('%') < 0 ? path : URLDecoder.decode(path, StandardCharsets.UTF_8));
    }
}
