package fluxj.cli.top;

import fluxj.cli.Words;
import fluxj.cli.jobs.listing.JobLine;
import fluxj.json.JsonValue;

import org.jline.utils.AttributedStyle;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The lines below the summary: a job that runs each, one of which may be chosen.
final class JobPane {
    private static final int NOTHING_Y = 5;
    private static final int NOTHING_X = 25;
    private static final int LEAST_WIDTH = 80;
    private static final int QUEUE_WIDTH = 8;
    private static final int FIXED = 12 + 8 + 2 + 6 + 6 + 7 + 6;

    private final QueueChoice queues;
    private final Palette palette;
    private final boolean isUnicode;
    private List<JobLine> all = List.of();
    private boolean asked;

    /// The chosen job; 0 for none.
    private long chosen;

    JobPane(QueueChoice queues, Palette palette, boolean isUnicode, long chosen) {
        this.queues = queues;
        this.palette = palette;
        this.isUnicode = isUnicode;
        this.chosen = chosen;
    }

    /// Takes the jobs that run. A job without some of the attributes never started.
    void setJobs(List<JobLine> jobs) {
        asked = true;
        all =
                jobs.stream()
                        .filter(job -> job.attribute("t_run").isPresent())
                        .filter(job -> job.attribute("nnodes").isPresent())
                        .filter(job -> job.attribute("name").isPresent())
                        .toList();
    }

    private List<JobLine> shown() {
        Optional<String> queue = queues.name();
        return queue.isEmpty()
                ? all
                : all.stream().filter(job -> text(job, "queue").equals(queue.get())).toList();
    }

    /// Chooses the next job, or the one before; after the last is the first.
    void move(int by) {
        List<JobLine> jobs = shown();
        if (jobs.isEmpty()) {
            return;
        }
        int at = indexOfChosen(jobs);
        int next = at < 0 && by < 0 ? jobs.size() - 1 : Math.floorMod(at + by, jobs.size());
        chosen = jobs.get(next).id().value();
    }

    private int indexOfChosen(List<JobLine> jobs) {
        for (int i = 0; i < jobs.size(); i++) {
            if (jobs.get(i).id().value() == chosen) {
                return i;
            }
        }
        return -1;
    }

    Optional<JobLine> chosen() {
        List<JobLine> jobs = shown();
        int at = indexOfChosen(jobs);
        return at < 0 ? Optional.empty() : Optional.of(jobs.get(at));
    }

    void draw(Canvas canvas, double now) {
        int top = SummaryPane.HEIGHT;
        int names =
                Math.max(LEAST_WIDTH, canvas.width()) - FIXED - (queues.any() ? QUEUE_WIDTH : 0);
        canvas.put(0, top, header(names), AttributedStyle.INVERSE);
        List<JobLine> jobs = shown();
        if (asked && jobs.isEmpty()) {
            queues.name()
                    .ifPresent(
                            queue ->
                                    canvas.put(
                                            NOTHING_X,
                                            top + NOTHING_Y,
                                            "No jobs to display in queue " + queue));
            return;
        }
        int lines = Math.max(1, canvas.height() - top - 1);
        int first = Math.max(0, indexOfChosen(jobs) - lines + 1);
        for (int i = first; i < Math.min(jobs.size(), first + lines); i++) {
            JobLine job = jobs.get(i);
            AttributedStyle style =
                    job.uri().isPresent() ? palette.blue().bold() : AttributedStyle.DEFAULT;
            canvas.put(
                    0,
                    top + 1 + i - first,
                    line(job, now, names),
                    job.id().value() == chosen ? style.inverse() : style);
        }
    }

    private String header(int names) {
        return left("JOBID", idWidth())
                + (queues.any() ? " " + left("QUEUE", QUEUE_WIDTH) : "")
                + String.format(
                        Locale.ROOT,
                        " %8s %2s %6s %6s %7s %-" + Math.max(1, names) + "s",
                        "USER",
                        "ST",
                        "NTASKS",
                        "NNODES",
                        "RUNTIME",
                        "NAME");
    }

    private String line(JobLine job, double now, int names) {
        String name = text(job, "name");
        return left(text(job, "id"), idWidth())
                + (queues.any() ? " " + left(text(job, "queue"), QUEUE_WIDTH) : "")
                + " "
                + left(text(job, "username"), 8)
                + " "
                + left(text(job, "state_single"), 2)
                + String.format(Locale.ROOT, " %6s %6s ", text(job, "ntasks"), text(job, "nnodes"))
                + left(runtime(job, now), 7)
                + " "
                + cut(name, names)
                + " ".repeat(Math.max(0, names - name.codePointCount(0, name.length())));
    }

    private int idWidth() {
        return isUnicode ? 12 : 13;
    }

    private static String cut(String text, int width) {
        int length = text.codePointCount(0, text.length());
        return length <= width ? text : text.substring(0, text.offsetByCodePoints(0, width));
    }

    private static String left(String text, int width) {
        String kept = cut(text, width);
        return " ".repeat(width - kept.codePointCount(0, kept.length())) + kept;
    }

    private static String runtime(JobLine job, double now) {
        double started = job.attribute("t_run").map(JobLine::number).orElse(now);
        return Words.duration(Math.abs(now - started), 2);
    }

    private static String text(JobLine job, String field) {
        return job.field(field) instanceof JsonValue.Text(String text)
                ? text
                : job.field(field).toString();
    }

    /// The same as lines for a test.
    void dump(PrintWriter out, double now) {
        for (JobLine job : shown()) {
            out.println(
                    text(job, "id")
                            + (queues.any() ? " " + text(job, "queue") : "")
                            + " "
                            + text(job, "username")
                            + " "
                            + text(job, "state_single")
                            + " "
                            + text(job, "ntasks")
                            + " "
                            + text(job, "nnodes")
                            + " "
                            + runtime(job, now)
                            + " "
                            + text(job, "name"));
        }
    }
}
