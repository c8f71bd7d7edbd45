package fluxj.cli.broker;

import fluxj.cli.NodeTarget;
import fluxj.service.Severity;

import java.util.Optional;

/// One line of a broker's log as `log.dmesg` sends it: RFC 5424, but for the priority, which is the
/// severity times 8 and the facility (spec broker 5.5).
record LogLine(Severity severity, String timestamp, String rank, String appname, String message) {

    /// Empty for a text that is no such line.
    static Optional<LogLine> parse(String text) {
        int close = text.indexOf('>');
        if (!text.startsWith("<") || close < 0) {
            return Optional.empty();
        }
        int priority = NodeTarget.number(text.substring(1, close));
        // VERSION TIMESTAMP HOSTNAME APPNAME PROCID MSGID STRUCTURED-DATA MESSAGE
        String[] fields = text.substring(close + 1).split(" ", 8);
        if (priority < 0 || fields.length < 7 || !fields[0].equals("1")) {
            return Optional.empty();
        }
        String message = fields.length == 8 ? fields[7] : "";
        return Optional.of(
                new LogLine(Severity.of(priority >> 3), fields[1], fields[2], fields[3], message));
    }
}
