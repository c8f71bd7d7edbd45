package fluxj.cli.job.attach;

import fluxj.cli.Console;
import fluxj.client.FluxClient;
import fluxj.job.JobId;
import fluxj.platform.HostFacts;
import fluxj.reactor.Timer;
import fluxj.services.joblist.JobListProtocol;
import fluxj.services.joblist.JobListProtocol.ById;
import fluxj.services.jobmanager.QueueProtocol;
import fluxj.wire.Message;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/// What a job that has not started yet is waiting for, in one line on a terminal, with a clock.
final class StatusLine {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final String WAITING = "waiting for resources";
    private static final String DEFAULT_QUEUE = "default";
    private static final int QUEUE_SECONDS = 10;
    private static final int USUAL_WIDTH = 80;
    private static final int STDIN = 0;

    private final FluxClient client;
    private final Console console;
    private final JobId id;
    private final String shownId;
    private final HostFacts host;
    private @Nullable Timer timer;
    private String message = "";
    private Optional<String> queue = Optional.empty();
    private boolean queueStopped;
    private int queueAsked = -QUEUE_SECONDS;
    private int prologs;
    private boolean shown;
    private boolean over;

    StatusLine(FluxClient client, Console console, JobId id, String shownId, HostFacts host) {
        this.client = client;
        this.console = console;
        this.id = id;
        this.shownId = shownId;
        this.host = host;
    }

    /// Shows the line at once, or when the job has not started after two seconds.
    ///
    /// @param age seconds since the job was submitted
    void start(boolean atOnce, DoubleSupplier age) {
        timer = client.reactor().after(atOnce ? Duration.ZERO : PATIENCE, () -> tick(age));
    }

    private void tick(DoubleSupplier age) {
        if (over) {
            return;
        }
        shown = true;
        draw((int) age.getAsDouble());
        timer = client.reactor().after(SECOND, () -> tick(age));
    }

    /// Takes an event of the job.
    ///
    /// @param age seconds since the job was submitted
    void onEvent(String name, double age) {
        message =
                switch (name) {
                    case "submit" -> "submitted";
                    case "validate" -> "resolving dependencies";
                    case "depend" -> "waiting for priority assignment";
                    case "priority" -> WAITING;
                    case "alloc" -> "starting";
                    case "prolog-start" -> {
                        prologs++;
                        yield "waiting for prolog";
                    }
                    case "prolog-finish" -> {
                        prologs--;
                        yield prologs > 0 ? "waiting for prolog" : "starting";
                    }
                    case "start" -> "started";
                    default -> message;
                };
        if (name.equals("jobspec-update")) {
            queue = Optional.empty();
            queueStopped = false;
        }
        if (shown && !over) {
            draw((int) age);
        }
        if (name.equals("start") || name.equals("clean")) {
            stop();
        }
    }

    /// Makes room for another line.
    void clear() {
        if (shown && !over) {
            console.err().print("\r\u001b[K");
        }
    }

    private void draw(int seconds) {
        if (message.equals(WAITING)) {
            askQueue(seconds);
        }
        String text =
                message.equals(WAITING) && queueStopped && queue.isPresent()
                        ? message + " (" + queue.get() + " queue stopped)"
                        : message;
        int columns = host.columns(STDIN);
        int width = (columns > 0 ? columns : USUAL_WIDTH) - 20 - shownId.length();
        console.err()
                .print(
                        "\rflux-job: "
                                + shownId
                                + " "
                                + text
                                + " ".repeat(Math.max(0, width - text.length()))
                                + " "
                                + clock(seconds)
                                + "\r");
        console.err().flush();
    }

    private static String clock(int seconds) {
        return two(seconds / 3600) + ":" + two(seconds / 60 % 60) + ":" + two(seconds % 60);
    }

    private static String two(int number) {
        return (number < 10 ? "0" : "") + number;
    }

    private void askQueue(int seconds) {
        if (seconds - queueAsked < QUEUE_SECONDS && queue.isPresent()) {
            return;
        }
        if (queue.isEmpty()) {
            client.ask(JobListProtocol.LIST_ID, Message.NODEID_ANY, ById.of(id.value(), "queue"))
                    .then(
                            listed ->
                                    queue =
                                            Optional.of(
                                                    listed.job()
                                                            .text("queue")
                                                            .orElse(DEFAULT_QUEUE)),
                            _ -> {});
            return;
        }
        queueAsked = seconds;
        client.ask(
                        QueueProtocol.QUEUE_STATUS,
                        Message.NODEID_ANY,
                        new QueueProtocol.Queue(queue.filter(name -> !name.equals(DEFAULT_QUEUE))))
                .then(status -> queueStopped = !status.start().orElse(true), _ -> {});
    }

    private void stop() {
        if (shown && !over) {
            console.err().println();
        }
        over = true;
        if (timer != null) {
            timer.cancel();
        }
    }
}
