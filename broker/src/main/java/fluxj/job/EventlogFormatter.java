package fluxj.job;

import fluxj.json.JanssonText;
import fluxj.json.JsonValue;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;

/// Prints the events of one log, each on a line.
public final class EventlogFormatter {
    /// How the time of an event is shown.
    public enum Time {
        /// In seconds since the epoch.
        RAW,
        /// The date and minute; in the same minute, the seconds since the last date shown.
        HUMAN,
        /// As ISO 8601 has it, in the local zone.
        ISO,
        /// The seconds since the first event.
        OFFSET;

        /// The form of that name, in any case; `reltime` is another name of `human`.
        public static Optional<Time> of(String name) {
            return switch (name.toLowerCase(Locale.ROOT)) {
                case "raw" -> Optional.of(RAW);
                case "human", "reltime" -> Optional.of(HUMAN);
                case "iso" -> Optional.of(ISO);
                case "offset" -> Optional.of(OFFSET);
                default -> Optional.empty();
            };
        }
    }

    private static final String RESET = "\u001b[0m";
    private static final String BOLD = "\u001b[1m";
    private static final String RED = "\u001b[31m";
    private static final String GREEN = "\u001b[32m";
    private static final String YELLOW = "\u001b[33m";
    private static final String BLUE = "\u001b[34m";
    private static final String MAGENTA = "\u001b[35m";
    private static final String GRAY = "\u001b[37m";
    private static final String[] MONTHS = {
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
    };
    private static final DateTimeFormatter ISO =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSXXX", Locale.ROOT);
    private static final int WIDTH_OF_OFFSET = 11;
    private static final int DECIMALS = 6;

    private final boolean asJson;
    private final Time time;
    private final boolean coloured;
    private LocalDateTime shownMinute = LocalDateTime.MIN;
    private double shownTime;
    private double firstTime = Double.NaN;

    private EventlogFormatter(boolean asJson, Time time, boolean coloured) {
        this.asJson = asJson;
        this.time = time;
        this.coloured = coloured;
    }

    /// Events as the JSON they are.
    public static EventlogFormatter json() {
        return new EventlogFormatter(true, Time.RAW, false);
    }

    /// Events as text.
    public static EventlogFormatter text(Time time, boolean coloured) {
        return new EventlogFormatter(false, time, coloured);
    }

    /// The line of the next event, with its end.
    public String line(Eventlog.Event event) {
        if (asJson) {
            return JanssonText.of(event.json()) + "\n";
        }
        StringBuilder line = new StringBuilder();
        switch (time) {
            case RAW -> paint(line, GREEN, fixed(event.timestamp()));
            case HUMAN -> writeHuman(line, event.timestamp());
            case ISO -> paint(line, GREEN, iso(event.timestamp()));
            case OFFSET -> {
                pass(event);
                paint(line, GREEN, fixed(event.timestamp() - firstTime));
            }
        }
        line.append(' ');
        paint(line, event.name().equals("exception") ? BOLD + RED : YELLOW, event.name());
        event.context()
                .ifPresent(
                        context ->
                                context.members()
                                        .forEach((key, value) -> writeMember(line, key, value)));
        return line.append('\n').toString();
    }

    /// Takes note of an event that is not shown.
    public void pass(Eventlog.Event event) {
        if (Double.isNaN(firstTime)) {
            firstTime = event.timestamp();
        }
    }

    private void writeMember(StringBuilder line, String key, JsonValue value) {
        boolean number = value instanceof JsonValue.Whole || value instanceof JsonValue.Real;
        line.append(' ');
        paint(line, BLUE, key);
        line.append('=');
        paint(line, number ? GRAY : MAGENTA, JanssonText.of(value));
    }

    private void writeHuman(StringBuilder line, double timestamp) {
        if (timestamp < 0) {
            paint(line, GREEN, offset(timestamp));
            return;
        }
        LocalDateTime minute =
                LocalDateTime.ofInstant(
                                Instant.ofEpochSecond((long) timestamp), ZoneId.systemDefault())
                        .truncatedTo(ChronoUnit.MINUTES);
        if (minute.equals(shownMinute)) {
            paint(line, GREEN, offset(timestamp - shownTime));
            return;
        }
        shownMinute = minute;
        shownTime = timestamp;
        String date =
                "["
                        + MONTHS[minute.getMonthValue() - 1]
                        + two(minute.getDayOfMonth())
                        + " "
                        + two(minute.getHour())
                        + ":"
                        + two(minute.getMinute())
                        + "]";
        paint(line, BOLD + GREEN, date);
    }

    private static String iso(double timestamp) {
        long seconds = (long) timestamp;
        long micros = (long) ((timestamp - seconds) * 1e6);
        return ISO.format(
                Instant.ofEpochSecond(seconds)
                        .plus(micros, ChronoUnit.MICROS)
                        .atZone(ZoneId.systemDefault()));
    }

    private static String two(int number) {
        return (number < 10 ? "0" : "") + number;
    }

    private static String offset(double seconds) {
        String text = (seconds < 0 ? "" : "+") + fixed(seconds);
        return "[" + " ".repeat(Math.max(0, WIDTH_OF_OFFSET - text.length())) + text + "]";
    }

    private static String fixed(double seconds) {
        return new BigDecimal(seconds).setScale(DECIMALS, RoundingMode.HALF_EVEN).toPlainString();
    }

    private void paint(StringBuilder line, String colour, String text) {
        if (coloured) {
            line.append(colour).append(text).append(RESET);
        } else {
            line.append(text);
        }
    }
}
