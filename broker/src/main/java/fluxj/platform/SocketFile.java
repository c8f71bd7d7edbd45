package fluxj.platform;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;

import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/// The name of a Unix socket in the file system, which outlives whoever made it.
public final class SocketFile {
    private SocketFile() {}

    /// True when somebody listens there. A connection that would have to wait counts: the backlog
    /// of a process that is busy or stopped may be full.
    public static boolean isAlive(Path path) {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            probe.configureBlocking(false);
            probe.connect(UnixDomainSocketAddress.of(path));
            return true;
        } catch (ConnectException e) {
            return false;
        } catch (IOException e) {
            // No permission, or no stream socket: it cannot be told from a live one.
            return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
        }
    }

    /// Makes room for a new socket: removes one whose process is gone.
    ///
    /// @throws FluxException EADDRINUSE when somebody listens there or it is no socket
    public static void removeStale(Path path) {
        try {
            BasicFileAttributes found =
                    Files.readAttributes(
                            path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (!found.isOther()) {
                throw new FluxException(Errno.EADDRINUSE, path + " exists and is no socket");
            }
            if (isAlive(path)) {
                throw new FluxException(
                        Errno.EADDRINUSE, path + ": somebody else listens on this socket");
            }
            Files.delete(path);
        } catch (NoSuchFileException e) {
            return;
        } catch (IOException e) {
            throw new FluxException(Errno.EACCES, path + ": " + Errno.EACCES.text());
        }
    }
}
