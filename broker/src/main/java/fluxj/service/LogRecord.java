package fluxj.service;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One record of the broker's log as it travels in `log.append` and `log.dmesg` (spec broker 5.5):
/// the shape of RFC 5424, but the number in front is `severity << 3`.
///
/// @param timestamp UTC, six decimals, `Z`
/// @param hostname the rank of the broker it comes from, or a host's name before ranks are known
/// @param app the service it comes from
public record LogRecord(
        Severity severity,
        String timestamp,
        String hostname,
        String app,
        String procid,
        String text) {

    private static final int HEADER_FIELDS = 8;

    /// The lines of a message, each of which becomes a record: what ends lines is left out, and so
    /// are empty lines, except that there is always a first one (`flux_log`).
    public static List<String> lines(String message) {
        List<String> lines = new ArrayList<>();
        int from = 0;
        for (int at = 0; at <= message.length(); at++) {
            if (at == message.length()
                    || message.charAt(at) == '\n'
                    || message.charAt(at) == '\r') {
                if (at > from || lines.isEmpty()) {
                    lines.add(message.substring(from, at));
                }
                from = at + 1;
            }
        }
        return lines;
    }

    /// This record with another text.
    public LogRecord withText(String other) {
        return new LogRecord(severity, timestamp, hostname, app, procid, other);
    }

    /// The text on the wire.
    public String encode() {
        return "<"
                + (severity.number() << 3)
                + ">1 "
                + timestamp
                + ' '
                + hostname
                + ' '
                + app
                + ' '
                + procid
                + " - - "
                + text;
    }

    /// Reads a record; empty when the text is none.
    public static Optional<LogRecord> parse(String record) {
        int close = record.indexOf('>');
        if (!record.startsWith("<") || close < 2 || close > 5) {
            return Optional.empty();
        }
        int pri = 0;
        for (int i = 1; i < close; i++) {
            int digit = record.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return Optional.empty();
            }
            pri = pri * 10 + digit;
        }
        String[] fields = record.substring(close + 1).split(" ", HEADER_FIELDS);
        if (fields.length < HEADER_FIELDS || !fields[0].equals("1")) {
            return Optional.empty();
        }
        return Optional.of(
                new LogRecord(
                        Severity.of(pri >> 3),
                        fields[1],
                        fields[2],
                        fields[3],
                        fields[4],
                        fields[7]));
    }

    /// The rank it comes from; 0 when the host name is no number, as flux-core reads it.
    public int rank() {
        int rank = 0;
        for (int i = 0; i < hostname.length(); i++) {
            int digit = hostname.charAt(i) - '0';
            if (digit < 0 || digit > 9 || rank > 100_000_000) {
                break;
            }
            rank = rank * 10 + digit;
        }
        return rank;
    }

    /// `app.severity[rank]: text`, without any time.
    public String line() {
        return app + '.' + severity.word() + '[' + hostname + "]: " + text;
    }

    /// A time of day as records carry it.
    ///
    /// @param epochMicros microseconds since 1970
    public static String timestamp(long epochMicros) {
        long seconds = Math.floorDiv(epochMicros, 1_000_000L);
        long micros = Math.floorMod(epochMicros, 1_000_000L);
        LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(seconds, 86_400L));
        long ofDay = Math.floorMod(seconds, 86_400L);
        StringBuilder out = new StringBuilder(27).append(date).append('T');
        pad(out, ofDay / 3600, 2).append(':');
        pad(out, ofDay / 60 % 60, 2).append(':');
        pad(out, ofDay % 60, 2).append('.');
        return pad(out, micros, 6).append('Z').toString();
    }

    private static StringBuilder pad(StringBuilder out, long number, int width) {
        String digits = Long.toString(number);
        for (int i = digits.length(); i < width; i++) {
            out.append('0');
        }
        return out.append(digits);
    }
}
