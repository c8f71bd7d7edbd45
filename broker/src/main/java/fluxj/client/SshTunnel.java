package fluxj.client;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// A connection whose other end is the relay that ssh has started on another host.
///
/// @param channel what to speak to the broker on, not accepted yet
/// @param process ssh
public record SshTunnel(SocketChannel channel, Process process) {
    /// Starts ssh. Its errors go to standard error, its questions to the terminal.
    ///
    /// @throws FluxException when it cannot be started
    public static SshTunnel open(SshAddress address, Map<String, String> environment) {
        List<String> command = address.command(environment);
        Process process;
        try {
            process =
                    new ProcessBuilder(command)
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start();
        } catch (IOException e) {
            throw new FluxException(
                    Errno.ENOENT,
                    "ssh-connector: "
                            + command.getFirst()
                            + " cannot be run: set FLUX_SSH in environment to override");
        }
        try {
            SocketChannel[] pair = pair();
            BytePump.join(pair[1], process);
            return new SshTunnel(pair[0], process);
        } catch (IOException e) {
            process.destroy();
            throw new FluxException(
                    Errno.EIO,
                    "ssh-connector: no socket can be made in the directory for"
                            + " temporary files");
        }
    }

    /// Two sockets connected with each other. Java makes no unnamed ones, so for a moment there is
    /// a name that nobody else can reach.
    private static SocketChannel[] pair() throws IOException {
        Path folder = Files.createTempDirectory("flux-ssh");
        Path name = folder.resolve("s");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(name));
            SocketChannel one = SocketChannel.open(UnixDomainSocketAddress.of(name));
            return new SocketChannel[] {one, server.accept()};
        } finally {
            Files.deleteIfExists(name);
            Files.delete(folder);
        }
    }
}
