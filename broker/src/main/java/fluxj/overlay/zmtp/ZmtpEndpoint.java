package fluxj.overlay.zmtp;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;

/// Where to listen or to connect, as its URI says.
sealed interface ZmtpEndpoint {
    /// Port of `tcp://host:*`.
    int ANY_PORT = 0;

    /// `tcp://host:port`
    ///
    /// @param host `*`, an address without brackets, an interface or a name
    record Tcp(String host, int port) implements ZmtpEndpoint {}

    /// `ipc:///path`, or `ipc://@name` in Linux's abstract namespace.
    record Ipc(String path, boolean isAbstract) implements ZmtpEndpoint {}

    /// Reads a URI.
    ///
    /// @throws FluxException EINVAL, or EPROTONOSUPPORT for another scheme
    static ZmtpEndpoint parse(String uri) {
        if (uri.startsWith("tcp://")) {
            return parseTcp(uri.substring("tcp://".length()));
        }
        if (uri.startsWith("ipc://")) {
            return parseIpc(uri.substring("ipc://".length()));
        }
        throw new FluxException(Errno.EPROTONOSUPPORT);
    }

    private static ZmtpEndpoint parseTcp(String rest) {
        int colon = rest.lastIndexOf(':');
        if (colon <= 0) {
            throw new FluxException(Errno.EINVAL);
        }
        String host = rest.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        return new Tcp(host, parsePort(rest.substring(colon + 1)));
    }

    private static int parsePort(String text) {
        if (text.equals("*") || text.equals("0")) {
            return ANY_PORT;
        }
        int port = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                throw new FluxException(Errno.EINVAL);
            }
            port = port * 10 + digit;
            if (port > 0xffff) {
                throw new FluxException(Errno.EINVAL);
            }
        }
        if (port == 0) {
            throw new FluxException(Errno.EINVAL);
        }
        return port;
    }

    private static ZmtpEndpoint parseIpc(String path) {
        boolean isAbstract = path.startsWith("@");
        String name = isAbstract ? path.substring(1) : path;
        if (name.isEmpty() || name.equals("*")) {
            throw new FluxException(Errno.EINVAL);
        }
        if (name.length() > 107) {
            throw new FluxException(Errno.ENAMETOOLONG);
        }
        return new Ipc(name, isAbstract);
    }
}
