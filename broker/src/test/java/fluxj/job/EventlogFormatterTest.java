package fluxj.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;

class EventlogFormatterTest {
    private static final String LOG =
            "{\"timestamp\":1600000000.5,\"name\":\"foo\"}\n"
                    + "{\"timestamp\":1600000001.25,\"name\":\"bar\",\"context\":{\"a\":1,\"b\":\"x\"}}\n"
                    + "{\"timestamp\":1600000100,\"name\":\"exception\"}\n";

    private static String format(EventlogFormatter formatter) {
        StringBuilder out = new StringBuilder();
        for (Eventlog.Event event : Eventlog.decode(LOG.getBytes(StandardCharsets.UTF_8))) {
            out.append(formatter.line(event));
        }
        return out.toString();
    }

    @Test
    void showsSecondsSinceTheEpoch() {
        assertEquals(
                "1600000000.500000 foo\n"
                        + "1600000001.250000 bar a=1 b=\"x\"\n"
                        + "1600000100.000000 exception\n",
                format(EventlogFormatter.text(EventlogFormatter.Time.RAW, false)));
    }

    @Test
    void showsTheDateOnceAMinute() {
        String[] lines =
                format(EventlogFormatter.text(EventlogFormatter.Time.HUMAN, false)).split("\n");
        assertTrue(lines[0].matches("\\[Sep1[34] \\d\\d:\\d6\\] foo"), lines[0]);
        assertEquals("[  +0.750000] bar a=1 b=\"x\"", lines[1]);
        assertTrue(lines[2].matches("\\[Sep1[34] \\d\\d:\\d8\\] exception"), lines[2]);
    }

    @Test
    void showsTheSecondsSinceTheFirst() {
        EventlogFormatter formatter = EventlogFormatter.text(EventlogFormatter.Time.OFFSET, false);
        assertEquals(
                "0.000000 foo\n0.750000 bar a=1 b=\"x\"\n99.500000 exception\n", format(formatter));
    }

    @Test
    void showsTheTimeOfDayAsIsoHasIt() {
        String first =
                format(EventlogFormatter.text(EventlogFormatter.Time.ISO, false))
                        .lines()
                        .toList()
                        .getFirst();
        assertTrue(
                first.matches("2020-09-1[34]T\\d\\d:\\d6:40\\.500000(Z|[+-]\\d\\d:\\d\\d) foo"),
                first);
    }

    @Test
    void coloursTimeNamesKeysAndValues() {
        String[] lines =
                format(EventlogFormatter.text(EventlogFormatter.Time.RAW, true)).split("\n");
        assertEquals("\u001b[32m1600000000.500000\u001b[0m \u001b[33mfoo\u001b[0m", lines[0]);
        assertTrue(
                lines[1].endsWith(
                        " \u001b[34ma\u001b[0m=\u001b[37m1\u001b[0m \u001b[34mb\u001b[0m=\u001b[35m\"x\"\u001b[0m"),
                lines[1]);
        assertTrue(lines[2].endsWith("\u001b[1m\u001b[31mexception\u001b[0m"), lines[2]);
    }

    @Test
    void keepsTheJsonAsItWas() {
        assertEquals(LOG, format(EventlogFormatter.json()));
    }
}
