package fluxj.client;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.IoReason;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// Connects to a local connector: the retries and the one-byte handshake of spec broker 1.6.
final class ClientSocket {
    private static final int RETRIES = 5;
    private static final long FIRST_DELAY_MILLIS = 16;
    private static final long MAX_DELAY_MILLIS = 2000;

    private ClientSocket() {}

    /// A blocking, accepted connection. The empty URI is `$FLUX_URI`, and without that the system
    /// instance's socket.
    static SocketChannel connect(String uri, Map<String, String> environment) {
        String chosen = uri.isEmpty() ? environment.getOrDefault("FLUX_URI", "") : uri;
        if (!SshAddress.matches(chosen)) {
            return accepted(open(LocalAddress.of(chosen, environment), environment));
        }
        SshTunnel tunnel = SshTunnel.open(SshAddress.of(chosen), environment);
        try {
            return accepted(tunnel.channel());
        } catch (FluxException e) {
            tunnel.process().destroy();
            throw new FluxException(
                    e.errno(),
                    "ssh-connector: the relay for " + chosen + " ended: " + e.errno().text());
        }
    }

    /// A blocking connection that nobody has accepted yet.
    static SocketChannel open(LocalAddress address, Map<String, String> environment) {
        return connect(address, retryCount(environment));
    }

    private static SocketChannel accepted(SocketChannel channel) {
        ByteBuffer answer = ByteBuffer.allocate(1);
        int count;
        try {
            count = channel.read(answer);
        } catch (IOException e) {
            count = -1;
        }
        if (count == 1 && answer.get(0) == 0) {
            return channel;
        }
        close(channel);
        throw new FluxException(count == 1 ? new Errno(answer.get(0) & 0xff) : Errno.ECONNRESET);
    }

    private static SocketChannel connect(LocalAddress address, int retries) {
        Path path = Path.of(address.path());
        long delay = FIRST_DELAY_MILLIS;
        for (int attempt = 0; ; attempt++) {
            SocketChannel channel = null;
            try {
                channel = SocketChannel.open(StandardProtocolFamily.UNIX);
                channel.connect(UnixDomainSocketAddress.of(path));
                return channel;
            } catch (IOException e) {
                if (channel != null) {
                    close(channel);
                }
                if (attempt == retries) {
                    throw whyNot(path, e);
                }
            }
            pause(delay);
            delay = Math.min(delay * 2, MAX_DELAY_MILLIS);
        }
    }

    private static FluxException whyNot(Path path, IOException e) {
        String reason = IoReason.of(e);
        if (reason.contains("too long")) {
            return new FluxException(Errno.EINVAL, "broker socket path is too long: " + path);
        }
        Errno errno = FluxException.of(e).errno();
        if (errno.equals(Errno.EACCES)) {
            return new FluxException(errno, "no permission to use broker socket " + path);
        }
        if (errno.equals(Errno.ENOENT)) {
            boolean hidden = path.getParent() != null && !Files.exists(path.getParent());
            return new FluxException(
                    errno,
                    "broker socket "
                            + path
                            + (hidden ? " was not found, nor its directory" : " was not found"));
        }
        if (errno.equals(Errno.ECONNREFUSED)) {
            return new FluxException(
                    errno, "nobody listens on broker socket " + path + ": is it stale?");
        }
        return new FluxException(errno, "broker socket " + path + ": " + reason);
    }

    private static int retryCount(Map<String, String> environment) {
        String text = environment.get("FLUX_LOCAL_CONNECTOR_RETRY_COUNT");
        if (text == null) {
            return RETRIES;
        }
        try {
            int count = Integer.parseInt(text.strip());
            if (count >= 0) {
                return count;
            }
        } catch (NumberFormatException e) {
            throw badCount(text);
        }
        throw badCount(text);
    }

    private static FluxException badCount(String text) {
        return new FluxException(
                Errno.EINVAL, "FLUX_LOCAL_CONNECTOR_RETRY_COUNT is not a count: " + text);
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FluxException(Errno.EINTR);
        }
    }

    static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // The kernel has closed it all the same.
            return;
        }
    }
}
