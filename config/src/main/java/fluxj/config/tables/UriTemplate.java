package fluxj.config.tables;

/// The URIs of `[bootstrap]`: templates in which `%h` is the host, `%p` the port and `%%` a percent
/// sign, and the checks on what they become.
final class UriTemplate {
    private static final int MAX_URI = 2048;
    private static final int MAX_SOCKET_PATH = 108;

    private UriTemplate() {}

    /// The URI; `%p` stays as it is where there is no port, which is negative then.
    static String expand(String template, String host, int port) {
        int percent = template.indexOf('%');
        if (percent < 0) {
            return template;
        }
        StringBuilder uri = new StringBuilder(template.length() + host.length() + 8);
        int from = 0;
        while (percent >= 0 && percent + 1 < template.length()) {
            uri.append(template, from, percent);
            char token = template.charAt(percent + 1);
            switch (token) {
                case 'h' -> uri.append(host);
                case 'p' -> uri.append(port < 0 ? "%p" : Integer.toString(port));
                case '%' -> uri.append('%');
                default -> uri.append('%').append(token);
            }
            from = percent + 2;
            percent = template.indexOf('%', from);
        }
        return uri.append(template, from, percent < 0 ? template.length() : percent).toString();
    }

    /// What is wrong with an expanded URI, in Flux's words; empty when nothing is.
    static String complaint(String uri) {
        if (uri.length() > MAX_URI) {
            return "is too long";
        }
        if (!uri.contains("://")) {
            return uri + " has no URI scheme";
        }
        if (uri.contains(":*")) {
            return uri + " contains 0MQ port wildcard";
        }
        if (uri.startsWith("ipc://")) {
            int length = uri.length() - "ipc://".length();
            if (length < 1) {
                return uri + " socket path is empty";
            }
            return length > MAX_SOCKET_PATH ? uri + " socket path must not exceed 108 bytes" : "";
        }
        if (uri.startsWith("tcp://")) {
            return uri.length() == "tcp://".length() ? uri + " address is empty" : "";
        }
        return uri + " URI scheme must be tcp or ipc";
    }
}
