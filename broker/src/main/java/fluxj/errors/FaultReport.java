package fluxj.errors;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/// What is written about exceptions that nobody expects: for each place that throws one, its trace
/// the first time, and then at most a line a minute that says how often it happened again. Texts
/// and traces are short, so that whoever finds a bug cannot fill the log with it. Any thread may
/// ask.
public final class FaultReport {
    private static final int MAX_PLACES = 64;
    private static final int MAX_FRAMES = 40;
    private static final int MAX_CAUSES = 4;
    private static final int MAX_TEXT = 200;
    private static final long PERIOD_NANOS = 60_000_000_000L;
    private static final String ELSEWHERE = "other places";

    private final LongSupplier nanoTime;
    private final Map<String, Seen> places = new ConcurrentHashMap<>();

    private record Seen(long since, int again) {}

    /// @param nanoTime the time, in nanoseconds since anything
    public FaultReport(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /// What to write about an exception, without a line end; empty when enough was written.
    public Optional<String> about(Throwable bug) {
        String place = place(bug);
        boolean known = places.containsKey(place) || places.size() < MAX_PLACES;
        return known ? about(place, () -> trace(bug)) : about(ELSEWHERE, () -> head(bug));
    }

    private Optional<String> about(String place, java.util.function.Supplier<String> first) {
        AtomicReference<Optional<String>> text = new AtomicReference<>(Optional.empty());
        places.compute(
                place,
                (_, seen) -> {
                    long now = nanoTime.getAsLong();
                    if (seen == null) {
                        text.set(Optional.of(first.get()));
                        return new Seen(now, 0);
                    }
                    if (now - seen.since < PERIOD_NANOS) {
                        return new Seen(seen.since, seen.again + 1);
                    }
                    text.set(Optional.of(place + ", another " + (seen.again + 1) + " times"));
                    return new Seen(now, 0);
                });
        return text.get();
    }

    /// The kind of exception and the line that let it out.
    private static String place(Throwable bug) {
        Throwable root = bug;
        for (int i = 0; i < MAX_CAUSES && root.getCause() != null; i++) {
            root = root.getCause();
        }
        StackTraceElement[] frames = root.getStackTrace();
        String kind = root.getClass().getName();
        return frames.length == 0 ? kind : kind + " at " + frames[0];
    }

    private static String trace(Throwable bug) {
        StringBuilder text = new StringBuilder();
        Throwable at = bug;
        for (int i = 0; i < MAX_CAUSES && at != null; i++) {
            text.append(i == 0 ? "" : "\nCaused by: ").append(head(at));
            StackTraceElement[] frames = at.getStackTrace();
            for (int frame = 0; frame < Math.min(frames.length, MAX_FRAMES); frame++) {
                text.append("\n\tat ").append(frames[frame]);
            }
            if (frames.length > MAX_FRAMES) {
                text.append("\n\t... ").append(frames.length - MAX_FRAMES).append(" more");
            }
            at = at.getCause();
        }
        return text.toString();
    }

    private static String head(Throwable bug) {
        String text = bug.toString();
        StringBuilder head = new StringBuilder();
        for (int i = 0; i < Math.min(text.length(), MAX_TEXT); i++) {
            char c = text.charAt(i);
            head.append(Character.isISOControl(c) ? ' ' : c);
        }
        return text.length() > MAX_TEXT ? head.append("...").toString() : head.toString();
    }
}
