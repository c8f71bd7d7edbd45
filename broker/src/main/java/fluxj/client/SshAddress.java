package fluxj.client;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A broker behind another host's socket: `ssh://[USER@]HOST[:PORT]/PATH` (spec broker 1.6).
///
/// @param where the URI
public record SshAddress(URI where) {
    private static final String SCHEME = "ssh://";

    /// True for a URI of this kind.
    public static boolean matches(String uri) {
        return uri.startsWith(SCHEME);
    }

    /// Reads one.
    ///
    /// @throws FluxException EINVAL when host or path are missing
    public static SshAddress of(String uri) {
        URI where;
        try {
            where = new URI(uri);
        } catch (URISyntaxException e) {
            throw new FluxException(Errno.EINVAL, "'" + uri + "' is no ssh:// URI");
        }
        boolean whole = where.getHost() != null && where.getPath().length() > 1;
        if (!whole || where.getQuery() != null || where.getFragment() != null) {
            throw new FluxException(
                    Errno.EINVAL, "'" + uri + "' is not ssh://[USER@]HOST[:PORT]/PATH");
        }
        return new SshAddress(where);
    }

    /// The command line that reaches the socket: ssh, the host, and `flux relay` over there, found
    /// beside the socket's directory unless `FLUX_SSH_RCMD` names it.
    List<String> command(Map<String, String> environment) {
        List<String> words = new ArrayList<>();
        words.add(environment.getOrDefault("FLUX_SSH", "ssh"));
        if (where.getPort() > 0) {
            words.addAll(List.of("-p", Integer.toString(where.getPort())));
        }
        String user = where.getUserInfo();
        words.add(user == null ? where.getHost() : user + "@" + where.getHost());
        String flux = environment.get("FLUX_SSH_RCMD");
        String libraries = environment.get("LD_LIBRARY_PATH");
        if (flux == null || libraries != null) {
            words.add("env");
        }
        if (flux == null) {
            words.add("PATH=" + searchPath(environment));
        }
        if (libraries != null) {
            words.add("LD_LIBRARY_PATH=" + libraries);
        }
        words.add(flux == null ? "flux" : flux);
        words.add("relay");
        words.add(where.getPath());
        return List.copyOf(words);
    }

    private String searchPath(Map<String, String> environment) {
        StringBuilder path = new StringBuilder();
        path.append(Path.of(where.getPath()).getParent()).append("/bin");
        for (String folder : environment.getOrDefault("PATH", "").split(":", -1)) {
            Path flux = Path.of(folder, "flux");
            if (!folder.isEmpty() && Files.isRegularFile(flux) && Files.isExecutable(flux)) {
                path.append(':').append(folder);
                break;
            }
        }
        return path.append(":/bin:/usr/bin").toString();
    }
}
