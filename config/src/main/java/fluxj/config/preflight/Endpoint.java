package fluxj.config.preflight;

/// The parts of a URI of the overlay.
///
/// @param scheme `tcp` or `ipc`
/// @param host address, name or interface of a `tcp` URI, without brackets; the path of an `ipc`
///   one
/// @param port text after the last colon of a `tcp` URI; may be empty
record Endpoint(String scheme, String host, String port) {

    static Endpoint parse(String uri) {
        int colon = uri.indexOf("://");
        String scheme = uri.substring(0, colon);
        String rest = uri.substring(colon + 3);
        if (!scheme.equals("tcp")) {
            return new Endpoint(scheme, rest, "");
        }
        int source = rest.indexOf(';');
        String address = source < 0 ? rest : rest.substring(source + 1);
        int last = address.lastIndexOf(':');
        boolean hasPort = last > address.lastIndexOf(']') && last >= 0;
        String host = hasPort ? address.substring(0, last) : address;
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        return new Endpoint(scheme, host, hasPort ? address.substring(last + 1) : "");
    }

    boolean isTcp() {
        return scheme.equals("tcp");
    }

    boolean isWildcard() {
        return isTcp() && (host.equals("*") || host.equals("0.0.0.0") || host.equals("::"));
    }

    /// Whether the host is written as an address: nobody needs to be asked what it means.
    boolean isAddress() {
        return host.indexOf(':') >= 0 || isDotted(host);
    }

    private static boolean isDotted(String text) {
        int dots = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '.') {
                dots++;
            } else if (c < '0' || c > '9') {
                return false;
            }
        }
        return dots == 3;
    }

    static boolean isLoopback(String address) {
        return address.startsWith("127.")
                || address.equals("::1")
                || address.equals("0:0:0:0:0:0:0:1")
                || address.startsWith("::ffff:127.");
    }
}
