package fluxj.cli.job.attach;

import fluxj.cli.Console;
import fluxj.cli.Decimals;
import fluxj.cli.JobIds;
import fluxj.cli.events.EventlogWatch;
import fluxj.client.FluxClient;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.job.Eventlog;
import fluxj.job.JobId;
import fluxj.json.JanssonText;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.platform.WaitStatus;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Follows many jobs at once to their ends: their exit codes, their output, a bar of their states.
public final class JobWatcher {
    /// What a terminal is not to be told while a bar is on it: all but colours.
    private static final Pattern CURSOR_SEQUENCE =
            Pattern.compile("\u001b(?:\\[[\\d;]*[rHJfABCDt]|\\[\\?[\\d;]*[hl]|[78DMc])");

    /// What is shown of jobs.
    ///
    /// @param output their output
    /// @param labels job and task before each line of it
    /// @param ends how each has ended
    /// @param events every event
    /// @param progress a bar
    /// @param rate jobs a second in the bar instead of the time
    public record View(
            boolean output,
            boolean labels,
            boolean ends,
            boolean events,
            boolean progress,
            boolean rate) {}

    /// Where the words of one job go.
    public record Sinks(PrintStream out, PrintStream err) {}

    private final FluxClient client;
    private final Console console;
    private final View view;
    private final JobTally tally = new JobTally();
    private final ProgressBar bar;
    private double origin;
    private int exitCode;
    private int open;

    /// @param origin seconds since the epoch when it began; 0 is that of the first job
    public JobWatcher(FluxClient client, Console console, View view, double origin) {
        this.client = client;
        this.console = console;
        this.view = view;
        this.origin = origin;
        bar = new ProgressBar(console, client.reactor(), this::state);
    }

    private ProgressBar.State state() {
        double now = java.time.Clock.systemUTC().millis() / 1e3;
        return new ProgressBar.State(
                tally.words(),
                tally.done(),
                tally.total(),
                origin == 0 ? 0 : Math.max(0, now - origin),
                view.rate());
    }

    /// Shows the bar, if there is to be one.
    public JobWatcher start() {
        if (view.progress()) {
            bar.start();
        }
        return this;
    }

    /// Leaves the bar as it is.
    public void stop() {
        bar.stop();
    }

    /// True when all jobs have been followed as far as they should.
    public boolean isDone() {
        return open == 0;
    }

    /// The greatest exit code of all.
    public int exitCode() {
        return exitCode;
    }

    /// Follows one job more.
    ///
    /// @param submitted seconds since the epoch
    /// @param waitEvent the event to follow it to, with `exec.` before its name when it is one of
    ///   its execution; empty is its end
    public void add(JobId id, double submitted, Sinks sinks, Optional<String> waitEvent) {
        if (origin == 0 || submitted < origin) {
            origin = submitted;
        }
        follow(new Job(id, sinks, waitEvent, tally.add(JobTally.Status.PENDING)));
    }

    /// Follows a job that a list has told of, with its `id`, `state`, `result` and `t_submit`, to
    /// its end.
    public void addListed(JsonObject listed, Sinks sinks) {
        JobId id = new JobId(listed.whole("id").orElse(0L));
        double submitted =
                listed.get("t_submit").orElse(JsonValue.of(0.0)) instanceof JsonValue.Real(double t)
                        ? t
                        : 0;
        if (origin == 0 || (submitted > 0 && submitted < origin)) {
            origin = submitted;
        }
        JobTally.Status status =
                JobTally.Status.of(
                        listed.whole("state").orElse(0L), listed.whole("result").orElse(0L));
        Job job = new Job(id, sinks, Optional.of("clean"), tally.add(status));
        if (status == JobTally.Status.COMPLETE || status == JobTally.Status.FAILED) {
            job.entry.finish();
        }
        follow(job);
    }

    private void follow(Job job) {
        open++;
        job.main = Optional.of(EventlogWatch.open(client, job.id, EventlogWatch.MAIN, job));
    }

    private final class Job implements EventlogWatch.Listener {
        private final JobId id;
        private final String shownId;
        private final Sinks sinks;
        private final Optional<String> waitEvent;
        private final JobTally.Entry entry;
        private final Set<String> seen = new HashSet<>();
        private Optional<EventlogWatch> main = Optional.empty();
        private Optional<EventlogWatch> exec = Optional.empty();

        Job(JobId id, Sinks sinks, Optional<String> waitEvent, JobTally.Entry entry) {
            this.entry = entry;
            this.id = id;
            this.sinks = sinks;
            this.waitEvent = waitEvent;
            shownId = JobIds.f58(console, id);
        }

        private void say(String line) {
            console.out().flush();
            sinks.err().println(line);
        }

        private void say(double timestamp, String words) {
            say(shownId + ": " + Decimals.of(timestamp - origin, 3) + "s: " + words);
        }

        private void show(String log, Eventlog.Event event) {
            if (view.events()) {
                say(
                        event.timestamp(),
                        log + event.name() + " " + event.context().map(JanssonText::of).orElse(""));
            }
        }

        @Override
        public void onEvent(Eventlog.Event event) {
            entry.onEvent(event);
            seen.add(event.name());
            origin = origin == 0 ? event.timestamp() : Math.min(origin, event.timestamp());
            show("", event);
            switch (event.name()) {
                case "exception" -> onException(event);
                case "start" -> {
                    boolean waits = waitEvent.filter(name -> name.startsWith("exec.")).isPresent();
                    if (view.output() || waits) {
                        open++;
                        exec =
                                Optional.of(
                                        EventlogWatch.open(
                                                client, id, EventlogWatch.EXEC, new Exec(this)));
                    }
                }
                case "finish" -> {
                    int status = (int) JobTally.number(event, "status");
                    exitCode = Math.max(exitCode, new WaitStatus(status).exitCode());
                    if (view.ends()) {
                        String word = status == 0 ? "complete" : "failed";
                        say(event.timestamp(), word + ": status=" + status);
                    }
                }
                default -> {
                    // Nothing to be done.
                }
            }
            if (waitEvent.filter(event.name()::equals).isPresent()) {
                entry.finish();
                leave(main);
            }
        }

        private void onException(Eventlog.Event event) {
            JsonObject context = event.context().orElse(JsonObject.EMPTY);
            if (JobTally.number(event, "severity") != 0) {
                return;
            }
            if (!seen.contains("start")) {
                exitCode = Math.max(exitCode, 1);
            }
            String note = context.text("note").orElse("");
            say(
                    "job.exception: type="
                            + context.text("type").orElse("")
                            + " severity=0"
                            + (note.isEmpty() ? "" : " " + note));
        }

        private void leave(Optional<EventlogWatch> watch) {
            watch.ifPresent(
                    followed -> {
                        followed.stop();
                        open--;
                    });
        }

        @Override
        public void onEnd(FluxException error) {
            if (error.errno().equals(Errno.ENODATA)) {
                entry.finish();
            } else {
                say(shownId + ": " + error.getMessage());
                exitCode = Math.max(exitCode, 1);
            }
            open--;
        }

        private void print(String stream, byte[] data, String rank) {
            byte[] bytes = data;
            if (view.progress()) {
                String text = new String(data, StandardCharsets.ISO_8859_1);
                bytes =
                        CURSOR_SEQUENCE
                                .matcher(text)
                                .replaceAll("")
                                .getBytes(StandardCharsets.ISO_8859_1);
            }
            boolean error = stream.equals("stderr");
            PrintStream to = error ? sinks.err() : sinks.out();
            if (error) {
                sinks.out().flush();
            }
            if (view.labels()) {
                byte[] label = (shownId + ": " + rank + ": ").getBytes(StandardCharsets.UTF_8);
                int from = 0;
                while (from < bytes.length) {
                    int end = from;
                    while (end < bytes.length && bytes[end] != '\n') {
                        end++;
                    }
                    to.write(label, 0, label.length);
                    to.write(bytes, from, end - from);
                    to.write('\n');
                    from = end + 1;
                }
            } else {
                to.write(bytes, 0, bytes.length);
            }
            client.reactor().post(to::flush);
        }
    }

    private final class Exec implements EventlogWatch.Listener {
        private final Job job;

        Exec(Job job) {
            this.job = job;
        }

        @Override
        public void onEvent(Eventlog.Event event) {
            job.show("exec.", event);
            boolean waits = job.waitEvent.filter(name -> name.startsWith("exec.")).isPresent();
            if (view.output() && event.name().equals("shell.init")) {
                open++;
                EventlogWatch.open(client, job.id, EventlogWatch.OUTPUT, new Output(job));
                if (!waits) {
                    job.leave(job.exec);
                }
            }
            if (job.waitEvent.filter(("exec." + event.name())::equals).isPresent()) {
                job.entry.finish();
                job.leave(job.exec);
                job.leave(job.main);
            }
        }

        @Override
        public void onEnd(FluxException error) {
            open--;
        }
    }

    private final class Output implements EventlogWatch.Listener {
        private final Job job;

        Output(Job job) {
            this.job = job;
        }

        @Override
        public void onEvent(Eventlog.Event event) {
            JsonObject context = event.context().orElse(JsonObject.EMPTY);
            String rank =
                    context.get("rank")
                            .map(
                                    value ->
                                            value instanceof JsonValue.Text(String text)
                                                    ? text
                                                    : value.toString())
                            .orElse("");
            switch (event.name()) {
                case "data" -> {
                    byte[] data = TaskOutput.bytes(context);
                    if (data.length > 0) {
                        job.print(context.text("stream").orElse("stdout"), data, rank);
                    }
                }
                case "log" -> job.say(ShellMessage.of(context, rank));
                case "redirect" ->
                        job.say(
                                rank
                                        + ": "
                                        + context.text("stream").orElse("")
                                        + " redirected to "
                                        + context.text("path").orElse(""));
                default -> {
                    // Nothing to be shown.
                }
            }
        }

        @Override
        public void onEnd(FluxException error) {
            console.out().flush();
            open--;
        }
    }
}
