package fluxj.cli;

import fluxj.errors.Errno;
import fluxj.json.JsonValue;
import fluxj.service.MessageTrace.Traced;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;

/// Writes one line a message for the trace commands (spec broker 2.13).
public final class TracePrinter {
    /// What the options ask for.
    ///
    /// @param human short times
    /// @param nameWidth columns for module names; 0 when messages are shown by rank
    record Style(boolean colours, boolean human, int nameWidth) {}

    private static final String[] MONTHS = {
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
    };
    private static final int REQUEST = 1;
    private static final int RESPONSE = 2;
    private static final int EVENT = 4;
    private static final int CONTROL = 8;

    private final Style style;
    private final Console console;
    private final ZoneId zone;
    private double lastTimestamp;

    TracePrinter(Style style, Console console, ZoneId zone) {
        this.style = style;
        this.console = console;
        this.zone = zone;
    }

    /// The bits of a request's `typemask` for words such as `request,event`; 15 for none.
    static int typemask(Iterable<String> words) {
        int mask = 0;
        for (String list : words) {
            for (String word : list.split(",", -1)) {
                mask |=
                        switch (word) {
                            case "request" -> REQUEST;
                            case "response" -> RESPONSE;
                            case "event" -> EVENT;
                            case "control" -> CONTROL;
                            default ->
                                    throw new CommandFailure(
                                            "valid types: request, response, event, control");
                        };
            }
        }
        return mask == 0 ? REQUEST | RESPONSE | EVENT | CONTROL : mask;
    }

    /// Prints one record.
    public void print(Traced item) {
        int type = item.type();
        int errnum = item.errnum();
        StringBuilder line = new StringBuilder();
        time(line, item.timestamp());
        line.append(' ');
        String colour = style.colours() ? colour(type, errnum) : "";
        line.append(colour);
        if (style.nameWidth() > 0) {
            String name = item.name() instanceof JsonValue.Text(String text) ? text : "";
            line.repeat(' ', Math.max(0, style.nameWidth() - name.length()));
            line.append(name).append(' ');
        }
        line.append(item.prefix());
        if (style.nameWidth() == 0) {
            line.append(' ').append(item.rank() < 0 ? "*" : Integer.toString(item.rank()));
        }
        line.append(' ').append(symbol(type)).append(' ');
        line.append(item.topic());
        line.append(" [").append(size(item.payloadSize())).append(']');
        if (type == RESPONSE) {
            line.append(' ').append(errnum == 0 ? "success" : new Errno(errnum).toString());
        }
        payload(line, item);
        if (style.colours()) {
            line.append(Ansi.RESET);
        }
        console.say(line.toString());
    }

    private static void payload(StringBuilder line, Traced item) {
        if (item.errnum() > 0) {
            if (!item.errstr().isEmpty()) {
                line.append('\n').append(item.errstr());
            }
            return;
        }
        if (item.payload() != JsonValue.Null.NULL) {
            line.append('\n').append(PrettyJson.of(item.payload(), 2));
        }
    }

    private static String symbol(int type) {
        return switch (type) {
            case REQUEST -> ">";
            case RESPONSE -> "<";
            case EVENT -> "e";
            case CONTROL -> "c";
            default -> "?";
        };
    }

    private static String colour(int type, int errnum) {
        return switch (type) {
            case REQUEST -> Ansi.BOLD_BLUE;
            case RESPONSE -> errnum > 0 ? Ansi.BOLD + Ansi.RED : Ansi.CYAN;
            case EVENT -> Ansi.YELLOW;
            case CONTROL -> Ansi.BOLD;
            default -> "";
        };
    }

    /// A size as `512`, `1.5K` or `3M`.
    static String size(long bytes) {
        if (bytes < 1024) {
            return Long.toString(bytes);
        }
        double value = bytes;
        for (char unit : new char[] {'K', 'M', 'G', 'T', 'P'}) {
            value /= 1024;
            if (value < 1024 || unit == 'P') {
                return new java.math.BigDecimal(value)
                                .round(new java.math.MathContext(6))
                                .stripTrailingZeros()
                                .toPlainString()
                        + unit;
            }
        }
        throw new IllegalStateException();
    }

    private void time(StringBuilder line, double timestamp) {
        ZonedDateTime time = Instant.ofEpochSecond((long) timestamp).atZone(zone);
        if (!style.human()) {
            coloured(line, Ansi.GREEN, isoMillis(time, timestamp));
        } else if ((long) (timestamp / 60) == (long) (lastTimestamp / 60)) {
            String offset = Decimals.of(timestamp - lastTimestamp + lastTimestamp % 60, 6);
            String signed = offset.startsWith("-") ? offset : "+" + offset;
            String padded = " ".repeat(Math.max(0, 11 - signed.length())) + signed;
            coloured(line, Ansi.GREEN, "[" + padded + "]");
            line.append(' ');
        } else {
            String minute =
                    "["
                            + MONTHS[time.getMonthValue() - 1]
                            + two(time.getDayOfMonth())
                            + " "
                            + two(time.getHour())
                            + ":"
                            + two(time.getMinute())
                            + "]";
            coloured(line, Ansi.BOLD + Ansi.GREEN, minute);
            line.append(' ');
            lastTimestamp = timestamp;
        }
    }

    private void coloured(StringBuilder line, String colour, String text) {
        if (style.colours()) {
            line.append(colour).append(text).append(Ansi.RESET);
        } else {
            line.append(text);
        }
    }

    private static String isoMillis(ZonedDateTime time, double timestamp) {
        int millis = (int) (1e3 * (timestamp - (long) timestamp));
        return time.toLocalDate()
                + "T"
                + two(time.getHour())
                + ":"
                + two(time.getMinute())
                + ":"
                + two(time.getSecond())
                + "."
                + (millis < 100 ? "0" : "")
                + two(millis);
    }

    private static String two(int number) {
        return number < 10 ? "0" + number : Integer.toString(number);
    }
}
