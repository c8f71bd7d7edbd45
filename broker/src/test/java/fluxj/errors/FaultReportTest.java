package fluxj.errors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

class FaultReportTest {
    private static final long SECOND = 1_000_000_000L;

    private final AtomicLong now = new AtomicLong();
    private final FaultReport report = new FaultReport(now::get);

    private static RuntimeException bug(String text) {
        return new IllegalStateException(text);
    }

    /// An exception of a place of its own.
    private static RuntimeException at(int line) {
        RuntimeException bug = bug("x");
        bug.setStackTrace(
                new StackTraceElement[] {new StackTraceElement("a.B", "c", "B.java", line)});
        return bug;
    }

    @Test
    void aPlaceIsTracedOnceThenCountedOnceAMinute() {
        String first = report.about(bug("one")).orElseThrow();
        assertTrue(first.startsWith("java.lang.IllegalStateException: one\n\tat fluxj."), first);
        for (int i = 0; i < 1000; i++) {
            assertEquals(Optional.empty(), report.about(bug("two")));
        }
        now.addAndGet(60 * SECOND);
        String later = report.about(bug("three")).orElseThrow();
        assertTrue(later.endsWith(", another 1001 times"), later);
        assertEquals(1, later.lines().count());
        assertEquals(Optional.empty(), report.about(bug("four")));
    }

    @Test
    void anotherPlaceHasATraceOfItsOwnAndWrappingMakesNoPlace() {
        assertTrue(report.about(at(1)).isPresent());
        assertTrue(report.about(at(2)).isPresent());
        assertEquals(Optional.empty(), report.about(new IllegalStateException(at(2))));
    }

    @Test
    void manyPlacesTakeBoundedRoom() {
        long written = 0;
        for (int line = 0; line < 10_000; line++) {
            written += report.about(at(line)).isPresent() ? 1 : 0;
        }
        assertEquals(65, written);
    }

    @Test
    void textsAndTracesAreShortAndPrintable() {
        RuntimeException deep = bug("a\nb\u001b".repeat(1000));
        StackTraceElement[] frames = new StackTraceElement[1024];
        java.util.Arrays.fill(frames, new StackTraceElement("a.B", "c", "B.java", 1));
        deep.setStackTrace(frames);
        String text = report.about(deep).orElseThrow();
        assertEquals(42, text.lines().count());
        assertTrue(text.endsWith("\n\t... 984 more"), text);
        assertTrue(text.lines().findFirst().orElseThrow().length() < 210, text);
        assertEquals(-1, text.indexOf('\u001b'));
    }
}
