package fluxj.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/// TCP ports of the loopback interface that the kernel says are free.
final class FreePorts {
    private FreePorts() {}

    /// As many different ones. Nothing keeps them: what is started next is to bind them.
    static List<Integer> find(int count) {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            List<Integer> ports = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
                ports.add(sockets.getLast().getLocalPort());
            }
            for (ServerSocket socket : sockets) {
                socket.close();
            }
            return List.copyOf(ports);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
