package fluxj.overlay.jeromq;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;

import org.zeromq.ZMQ;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Collections;
import java.util.List;

/// From overlay endpoints to those that JeroMQ understands: it knows no interface names, and its
/// `ipc://` is TCP in disguise, which no libzmq peer can connect to.
final class JeromqAddresses {
    private JeromqAddresses() {}

    static void check(String uri) {
        if (uri.startsWith("ipc://")) {
            throw new FluxException(
                    Errno.EPROTONOSUPPORT, "ipc:// needs tbon.transport zmtp, jeromq has none");
        }
        if (!uri.startsWith("tcp://")) {
            throw new FluxException(Errno.EPROTONOSUPPORT);
        }
        if (uri.lastIndexOf(':') <= "tcp:".length()) {
            throw new FluxException(Errno.EINVAL);
        }
    }

    /// The endpoint with an interface's address in place of its name.
    static String toBind(String uri, boolean ipv6) {
        check(uri);
        int colon = uri.lastIndexOf(':');
        String host = uri.substring("tcp://".length(), colon);
        if (host.equals("*") || host.startsWith("[") || isNumeric(host)) {
            return uri;
        }
        return "tcp://" + ofInterface(host, ipv6) + uri.substring(colon);
    }

    private static boolean isNumeric(String host) {
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            if ((c < '0' || c > '9') && c != '.') {
                return false;
            }
        }
        return true;
    }

    private static String ofInterface(String name, boolean ipv6) {
        List<InetAddress> addresses;
        try {
            NetworkInterface found = NetworkInterface.getByName(name);
            addresses = found == null ? List.of() : Collections.list(found.getInetAddresses());
        } catch (SocketException _) {
            throw new FluxException(Errno.ENODEV);
        }
        for (InetAddress address : addresses) {
            if (address instanceof Inet4Address) {
                return address.getHostAddress();
            }
        }
        if (ipv6 && !addresses.isEmpty()) {
            return "[" + addresses.getFirst().getHostAddress() + "]";
        }
        throw new FluxException(Errno.ENODEV);
    }

    /// Linux's errno of a JeroMQ one, whose numbers are another system's.
    static Errno errno(int code) {
        return switch (ZMQ.Error.findByCode(code)) {
            case EADDRINUSE -> Errno.EADDRINUSE;
            case EADDRNOTAVAIL -> Errno.EADDRNOTAVAIL;
            case EHOSTUNREACH -> Errno.EHOSTUNREACH;
            case EINVAL -> Errno.EINVAL;
            case EPROTONOSUPPORT -> Errno.EPROTONOSUPPORT;
            default -> Errno.EIO;
        };
    }
}
