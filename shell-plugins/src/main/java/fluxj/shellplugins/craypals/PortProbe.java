package fluxj.shellplugins.craypals;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.Socket;

/// Looks whether a program could listen on a port of this host.
final class PortProbe {
    private PortProbe() {}

    /// The first of two ports that somebody has; 0 when nobody has any.
    static int taken(int first, int second) throws IOException {
        return isTaken(first) ? first : isTaken(second) ? second : 0;
    }

    /// A connection that has ended and a second shell that looks do not count. A port that the user
    /// may not have is not taken: it is for the program to know what it does.
    private static boolean isTaken(int port) throws IOException {
        try (Socket socket = new Socket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(port));
            return false;
        } catch (BindException e) {
            return String.valueOf(e.getMessage()).contains("in use");
        }
    }
}
