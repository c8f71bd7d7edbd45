package fluxj.cli.job.attach;

import fluxj.cli.Console;
import fluxj.client.ClientReactor;
import fluxj.platform.HostFacts;
import fluxj.platform.os.OsHostFacts;
import fluxj.reactor.Timer;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Locale;
import java.util.Random;
import java.util.function.Supplier;

/// A bar on the last line of a terminal, above which other output scrolls (vt100).
public final class ProgressBar {
    /// How the parts of one block look that is not full.
    private static final String BLOCKS = " ▏▎▍▌▋▊▉█";

    private static final Duration TICK = Duration.ofMillis(250);
    private static final int STDOUT = 1;
    private static final int USUAL_COLUMNS = 80;
    private static final int USUAL_ROWS = 24;

    private final Console console;
    private final ClientReactor reactor;
    private final Supplier<State> state;
    private final HostFacts host = new OsHostFacts(new Random());
    private @Nullable Timer timer;
    private int columns;
    private int rows;

    /// What the bar shows.
    ///
    /// @param before words at its left
    /// @param done how many of `total` are done
    /// @param seconds since it began
    /// @param rate true shows jobs a second instead of the time
    public record State(String before, int done, int total, double seconds, boolean rate) {
        String after() {
            double percent = total == 0 ? 0 : 100.0 * done / total;
            String number = String.format(Locale.ROOT, "%5.1f%% ", percent);
            if (!rate) {
                return number + clock(Math.round(seconds));
            }
            double perSecond = done == 0 || seconds <= 0 ? 0 : done / seconds;
            return number + String.format(Locale.ROOT, "%4.1f job/s", perSecond);
        }

        private static String clock(long seconds) {
            long days = seconds / 86400;
            String day = days == 0 ? "" : days + (days == 1 ? " day, " : " days, ");
            return day
                    + String.format(
                            Locale.ROOT,
                            "%d:%02d:%02d",
                            seconds / 3600 % 24,
                            seconds / 60 % 60,
                            seconds % 60);
        }
    }

    /// @param state gives what to show
    public ProgressBar(Console console, ClientReactor reactor, Supplier<State> state) {
        this.console = console;
        this.reactor = reactor;
        this.state = state;
    }

    /// The text of the bar in so many columns.
    static String render(State state, int width) {
        String after = state.after();
        int length = Math.max(0, width - state.before().length() - after.length() - 2);
        double fraction =
                state.total() == 0 ? 0 : Math.min(1.0, (double) state.done() / state.total());
        int full = (int) (length * fraction);
        int part = (int) (length * BLOCKS.length() * fraction) - full * BLOCKS.length();
        StringBuilder bar = new StringBuilder(state.before()).append('│');
        bar.repeat(BLOCKS.charAt(BLOCKS.length() - 1), full);
        if (part > 0) {
            bar.append(BLOCKS.charAt(Math.min(part, BLOCKS.length() - 1)));
            full++;
        }
        bar.repeat(' ', Math.max(0, length - full));
        return bar.append('│').append(after).toString();
    }

    /// Shows the bar from now on.
    public void start() {
        redraw();
        timer = reactor.every(TICK, this::redraw);
    }

    private int size(int known, String variable, int usual) {
        if (known > 0) {
            return known;
        }
        try {
            return Integer.parseInt(console.environment().getOrDefault(variable, ""));
        } catch (NumberFormatException e) {
            return usual;
        }
    }

    private void redraw() {
        int wide = size(host.columns(STDOUT), "COLUMNS", USUAL_COLUMNS);
        int high = size(host.rows(STDOUT), "LINES", USUAL_ROWS);
        StringBuilder out = new StringBuilder();
        if (wide != columns || high != rows) {
            columns = wide;
            rows = high;
            // Keeps the last line out of what scrolls.
            out.append("\u001b7\u001b[r\u001b8\u001bD\u001bM\u001b7\u001b[1;");
            out.append(rows - 1).append("r\u001b8");
        }
        out.append("\u001b7\u001b[").append(rows).append(";1H\u001b[2K\u001b[?7l\u001b[0m");
        out.append(render(state.get(), columns)).append("\u001b[?7h\u001b8");
        console.out().print(out);
        console.out().flush();
    }

    /// Gives the terminal back and leaves the bar as its last line.
    public void stop() {
        if (timer == null) {
            return;
        }
        timer.cancel();
        timer = null;
        console.out().print("\u001b7\u001b[" + rows + ";1H\u001b[K\u001b[r\u001b8");
        console.out().println(render(state.get(), columns));
        console.out().flush();
    }
}
