package fluxj.config.tables;

/// Domain names as RFC 1035 wants them.
final class HostName {
    private static final int MAX_NAME = 253;
    private static final int MAX_LABEL = 63;

    private HostName() {}

    /// What is wrong with a name, in Flux's words; empty when nothing is.
    static String complaint(String name) {
        if (name.isEmpty() || name.length() > MAX_NAME) {
            return "domain must be 1-253 characters";
        }
        int start = 0;
        while (start <= name.length()) {
            int dot = name.indexOf('.', start);
            int end = dot < 0 ? name.length() : dot;
            String complaint = end > start ? labelComplaint(name, start, end) : "";
            if (!complaint.isEmpty()) {
                return complaint;
            }
            start = end + 1;
        }
        return "";
    }

    private static String labelComplaint(String name, int start, int end) {
        if (end - start > MAX_LABEL) {
            return "must be 1-63 characters";
        }
        if (name.charAt(start) == '-' || name.charAt(end - 1) == '-') {
            return "domain label must not start or end with '-'";
        }
        for (int i = start; i < end; i++) {
            char c = name.charAt(i);
            boolean allowed =
                    (c >= 'a' && c <= 'z')
                            || (c >= 'A' && c <= 'Z')
                            || (c >= '0' && c <= '9')
                            || c == '-';
            if (!allowed) {
                return "domain label contains invalid character '"
                        + c
                        + "' (0x"
                        + Integer.toHexString(c)
                        + ")";
            }
        }
        return "";
    }
}
