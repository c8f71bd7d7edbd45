package fluxj.cli.top;

import fluxj.cli.Words;
import fluxj.cli.jobs.listing.JobTotals;
import fluxj.job.NodeResources;
import fluxj.job.ResourceSet;

import org.jline.utils.AttributedStyle;

import java.io.PrintWriter;
import java.util.Locale;

/// The upper lines: how much of the instance is in use, and how many jobs there are.
final class SummaryPane {
    static final int HEIGHT = 6;

    private static final int WIDTH = 80;
    private static final int BAR_X = 4;
    private static final int BAR_WIDTH = 36;
    private static final int STATS_X = 60;
    private static final int TITLE_X = 6;
    private static final int TITLE_WIDTH = 73;
    private static final int HEART_X = 77;
    private static final int HEART_Y = 3;
    private static final int INFO_Y = 5;

    /// What does not change while it is shown.
    ///
    /// @param letter the ƒ in the corner
    /// @param started seconds since the epoch
    /// @param expiration seconds since the epoch; 0 for never
    /// @param isOwn the user is its owner
    record Instance(
            String letter,
            String title,
            int size,
            int depth,
            String version,
            double started,
            double expiration,
            boolean isOwn) {}

    /// Resources of one kind.
    private record Count(String name, long total, long down, long used) {
        static Count of(
                String name, String type, ResourceSet all, ResourceSet down, ResourceSet used) {
            return type.isEmpty()
                    ? new Count(name, all.size(), down.size(), Math.min(used.size(), all.size()))
                    : new Count(
                            name,
                            all.count(type),
                            down.count(type),
                            Math.min(used.count(type), all.count(type)));
        }

        String fraction() {
            return used + "/" + total;
        }
    }

    private final Instance instance;
    private final Palette palette;
    private Count nodes = new Count("nodes", 0, 0, 0);
    private Count cores = new Count("cores", 0, 0, 0);
    private Count gpus = new Count("gpus", 0, 0, 0);
    private JobTotals jobs = JobTotals.NONE;
    private boolean showsDetails;
    private boolean heartBeats;

    SummaryPane(Instance instance, Palette palette) {
        this.instance = instance;
        this.palette = palette;
        showsDetails = instance.isOwn();
    }

    void setResources(ResourceSet all, ResourceSet down, ResourceSet used) {
        nodes = Count.of("nodes", "", all, down, used);
        cores = Count.of("cores", NodeResources.CORE, all, down, used);
        gpus = Count.of("gpus", "gpu", all, down, used);
    }

    void setJobs(JobTotals totals) {
        jobs = totals;
    }

    void toggleDetails() {
        showsDetails = !showsDetails;
    }

    void setHeart(boolean beats) {
        heartBeats = beats;
    }

    void draw(Canvas canvas, double now) {
        canvas.put(0, 0, instance.letter(), palette.yellow());
        title(canvas);
        timeLeft(canvas, now);
        bar(canvas, 1, nodes);
        bar(canvas, 2, cores);
        bar(canvas, 3, gpus);
        stats(canvas);
        canvas.put(HEART_X, HEART_Y, heartBeats ? "♡" : " ");
        info(canvas, now);
    }

    private void title(Canvas canvas) {
        String title = instance.title();
        if (title.length() > TITLE_WIDTH) {
            title = "…" + title.substring(title.length() - TITLE_WIDTH + 1);
        }
        int begin = TITLE_X + (TITLE_WIDTH - title.length()) / 2;
        canvas.put(begin, 0, title, palette.blue().bold());
    }

    private void timeLeft(Canvas canvas, double now) {
        double left = instance.expiration() - now;
        String text = left > 0 ? Words.duration(left, 2) : "";
        String mark = left > 0 ? "⌚" : "∞";
        canvas.put(WIDTH - 2 - text.length(), 0, text + mark);
    }

    /// What is used grows from the left, what is down from the right.
    private void bar(Canvas canvas, int y, Count count) {
        String prefix = String.format(Locale.ROOT, "%5s [", count.name());
        String suffix = count.fraction() + "]";
        int slots = Math.max(0, BAR_WIDTH - prefix.length() - suffix.length() - 1);
        int from = BAR_X + prefix.length();
        canvas.put(BAR_X, y, prefix + " ".repeat(slots) + suffix);
        canvas.put(
                from, y, "|".repeat(share(count.used(), count.total(), slots)), palette.yellow());
        int down = share(count.down(), count.total(), slots);
        canvas.put(from + slots - down, y, "|".repeat(down), palette.red());
    }

    private static int share(long part, long total, int slots) {
        return total == 0 ? 0 : (int) Math.min(slots, Math.ceil((double) part / total * slots));
    }

    private void stats(Canvas canvas) {
        canvas.put(STATS_X, 1, String.format(Locale.ROOT, "%5d pending", jobs.pending()));
        canvas.put(STATS_X, 2, String.format(Locale.ROOT, "%5d running", jobs.running()));
        if (!showsDetails) {
            canvas.put(STATS_X, 3, String.format(Locale.ROOT, "%5d inactive", jobs.inactive()));
            return;
        }
        number(canvas, STATS_X - 18, jobs.successful(), palette.green());
        canvas.put(STATS_X - 12, 3, " complete, ");
        number(canvas, STATS_X - 1, jobs.failed(), palette.red());
        canvas.put(STATS_X + 5, 3, " failed");
    }

    private static void number(Canvas canvas, int x, int number, AttributedStyle style) {
        canvas.put(
                x,
                3,
                String.format(Locale.ROOT, "%6d", number),
                number == 0 ? AttributedStyle.DEFAULT : style.bold());
    }

    private void info(Canvas canvas, double now) {
        AttributedStyle faint = AttributedStyle.DEFAULT.faint();
        canvas.put(1, INFO_Y, "size: " + instance.size(), faint);
        if (instance.depth() > 0) {
            canvas.put(11, INFO_Y, "depth: " + instance.depth(), faint);
        }
        String uptime = Words.duration(Math.abs(now - instance.started()), 2);
        canvas.put(31, INFO_Y, "uptime: " + uptime, faint);
        canvas.put(WIDTH - 1 - instance.version().length(), INFO_Y, instance.version(), faint);
    }

    /// The same as lines for a test.
    void dump(PrintWriter out) {
        for (Count count : new Count[] {nodes, cores, gpus}) {
            out.println(count.name() + " " + count.fraction());
        }
        out.println(jobs.pending() + " pending");
        out.println(jobs.running() + " running");
        if (showsDetails) {
            out.println(jobs.successful() + " complete");
            out.println(jobs.failed() + " failed");
        } else {
            out.println(jobs.inactive() + " inactive");
        }
    }
}
