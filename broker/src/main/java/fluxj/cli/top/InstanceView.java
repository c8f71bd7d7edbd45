package fluxj.cli.top;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.JobIds;
import fluxj.cli.jobs.listing.JobLine;
import fluxj.cli.jobs.listing.JobTotals;
import fluxj.cli.jobs.listing.Users;
import fluxj.client.FluxClient;
import fluxj.client.StandardInput;
import fluxj.core.config.ConfigProtocol;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.job.JobId;
import fluxj.job.JobState;
import fluxj.job.ResourceSet;
import fluxj.job.Rv1;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.reactor.Promise;
import fluxj.reactor.Timer;
import fluxj.rpc.Empty;
import fluxj.services.heartbeat.HeartbeatProtocol;
import fluxj.services.joblist.JobListProtocol;
import fluxj.services.joblist.JobListProtocol.JobStats;
import fluxj.services.joblist.JobListProtocol.Query;
import fluxj.services.jobmanager.SchedProtocol;
import fluxj.services.resource.ResourceProtocol;
import fluxj.wire.Message;

import org.jspecify.annotations.Nullable;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One instance on the screen: what it tells goes into the panes, what keys ask for is done. Jobs
/// are listed at most every other second, resources at each heartbeat.
final class InstanceView {
    private static final Duration LISTING_PAUSE = Duration.ofSeconds(2);
    private static final Duration HEARTBEAT = Duration.ofMillis(500);
    private static final Duration POPUP = Duration.ofSeconds(4);
    private static final int MOST_JOBS = 59;
    private static final int PANES = 3;
    private static final List<String> ATTRIBUTES =
            List.of("annotations", "userid", "state", "name", "queue", "nnodes", "ntasks", "t_run");

    /// Why it is not shown any more.
    enum End {
        QUIT,
        INTERRUPTED,

        /// All panes have been shown, and a test wanted no more.
        SHOWN,

        /// The chosen job is to be shown, which is an instance.
        ENTERED
    }

    private final Console console;
    private final FluxClient client;
    private final Screen screen;
    private final QueueChoice queues;
    private final String title;
    private final SummaryPane summary;
    private final JobPane jobs;
    private final JobLine.View view;
    private final boolean isTest;
    private Optional<JobStats> stats = Optional.empty();
    private @Nullable End end;
    private @Nullable FluxException lost;
    private @Nullable Timer listing;
    private @Nullable Timer heart;
    private String popup = "";
    private boolean asksResources;
    private int shown;

    /// Where the user is.
    ///
    /// @param title empty for the job id of the instance, if it has one
    /// @param queue empty for all
    /// @param chosen the id of a job, 0 for none
    /// @param complaint why the job cannot be shown; empty when nothing is wrong
    record Place(String uri, String title, String queue, long chosen, String complaint) {}

    /// What an instance is shown with.
    record Stage(Console console, Screen screen, Palette palette, boolean isTest) {}

    InstanceView(Stage stage, FluxClient client, Place place) {
        console = stage.console();
        screen = stage.screen();
        isTest = stage.isTest();
        this.client = client;
        queues = queues(place.queue());
        title = place.title().isEmpty() ? ownTitle() : place.title();
        boolean isUnicode = JobIds.isUnicode(console.environment());
        Users users = new Users();
        view = new JobLine.View(console, users, now());
        summary = new SummaryPane(instance(users, isUnicode ? "ƒ" : "f"), stage.palette());
        jobs = new JobPane(queues, stage.palette(), isUnicode, place.chosen());
        popup = place.complaint();
    }

    private QueueChoice queues(String wanted) {
        QueueChoice choice =
                new QueueChoice(
                        client.get(
                                        client.rpc()
                                                .first(
                                                        ConfigProtocol.GET,
                                                        Message.NODEID_ANY,
                                                        Empty.EMPTY))
                                .object());
        if (!wanted.isEmpty()) {
            choice.choose(wanted);
        }
        return choice;
    }

    private static double now() {
        return System.currentTimeMillis() / 1e3;
    }

    private SummaryPane.Instance instance(Users users, String letter) {
        return new SummaryPane.Instance(
                letter,
                title,
                client.size(),
                Integer.parseInt(client.attribute("instance-level")),
                client.attribute("version"),
                number("broker.starttime").orElse(now()),
                expiration(),
                client.attribute("security.owner").equals(Integer.toUnsignedString(users.self())));
    }

    private String ownTitle() {
        try {
            return JobIds.f58(console, JobId.parse(client.attribute("jobid")));
        } catch (FluxException e) {
            return "";
        }
    }

    private Optional<Double> number(String attribute) {
        try {
            return Optional.of(Double.parseDouble(client.attribute(attribute)));
        } catch (FluxException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    /// A guest is not told, and an instance that starts does not know.
    private double expiration() {
        try {
            return client.call(ResourceProtocol.STATUS, 0, Empty.EMPTY)
                    .resources()
                    .object("execution")
                    .flatMap(execution -> execution.get("expiration"))
                    .map(JobLine::number)
                    .orElse(0.0);
        } catch (FluxException e) {
            return 0;
        }
    }

    /// Shows the instance until somebody wants something else.
    End run() {
        StandardInput[] keys = new StandardInput[1];
        Keystroke.Decoder decoder = new Keystroke.Decoder();
        keys[0] =
                new StandardInput(
                        client.reactor(),
                        console.in(),
                        bytes -> {
                            decoder.decode(bytes).forEach(this::onKey);
                            if (bytes.length == 0) {
                                end = End.QUIT;
                            } else if (end == null) {
                                keys[0].request();
                            }
                        });
        screen.tell(
                () -> client.reactor().post(this::redraw),
                () -> client.reactor().post(() -> end = End.INTERRUPTED));
        client.closed().then(error -> lost = error, error -> lost = error);
        client.subscribe(HeartbeatProtocol.PULSE, _ -> onHeartbeat());
        client.open(JobListProtocol.JOB_STATS, 0, Empty.EMPTY, this::onStats, error -> onShown());
        askResources();
        listJobs();
        draw();
        if (!popup.isEmpty()) {
            client.reactor().after(POPUP, this::closePopup);
        }
        if (!isTest) {
            keys[0].request();
        }
        client.reactor().runUntil(() -> end != null || lost != null);
        if (end == null) {
            throw new CommandFailure(
                    "lost connection to Flux: " + (lost == null ? "" : lost.getMessage()));
        }
        return end;
    }

    /// The job that was entered, and where the user is then.
    Optional<Place> entered() {
        return jobs.chosen()
                .map(
                        job ->
                                new Place(
                                        job.uri().orElse(""),
                                        title + "/" + JobIds.f58(console, job.id()),
                                        "",
                                        0,
                                        ""));
    }

    /// Where the user is when that is over.
    ///
    /// @param complaint why it could not be shown
    Place back(String uri, String complaint) {
        long chosen = jobs.chosen().map(job -> job.id().value()).orElse(0L);
        return new Place(uri, title, queues.name().orElse(""), chosen, complaint);
    }

    private void closePopup() {
        popup = "";
        draw();
    }

    // --- what the instance tells

    private void onHeartbeat() {
        summary.setHeart(true);
        if (heart != null) {
            heart.cancel();
        }
        heart =
                client.reactor()
                        .after(
                                HEARTBEAT,
                                () -> {
                                    summary.setHeart(false);
                                    draw();
                                });
        draw();
        askResources();
    }

    private void onStats(JobStats now) {
        stats = Optional.of(now);
        countJobs();
        if (listing == null) {
            listing =
                    client.reactor()
                            .after(
                                    LISTING_PAUSE,
                                    () -> {
                                        listing = null;
                                        listJobs();
                                    });
        }
        draw();
        onShown();
    }

    private void countJobs() {
        stats.ifPresent(
                all ->
                        summary.setJobs(
                                queues.name()
                                        .map(queue -> JobTotals.of(all, queue))
                                        .orElse(Optional.of(JobTotals.of(all)))
                                        .orElse(JobTotals.NONE)));
    }

    private void listJobs() {
        List<JobLine> found = new ArrayList<>();
        JsonObject running = JsonObject.of("states", JsonArray.of(JsonValue.of(JobState.RUNNING)));
        client.open(
                JobListProtocol.LIST,
                0,
                Query.of(MOST_JOBS, ATTRIBUTES, 0, running),
                item -> item.jobs().forEach(job -> found.add(new JobLine(job, view))),
                error -> {
                    if (error.errno().equals(Errno.ENODATA)) {
                        jobs.setJobs(found);
                        draw();
                    }
                    onShown();
                });
    }

    private void askResources() {
        if (asksResources) {
            return;
        }
        asksResources = true;
        client.ask(ResourceProtocol.SCHED_STATUS, 0, Empty.EMPTY)
                .then(
                        answer -> onResources(answer.all(), answer.down(), answer.allocated()),
                        this::onNoResources);
    }

    /// An older instance has it from its scheduler.
    private void onNoResources(FluxException error) {
        Promise<SchedProtocol.Resources> older =
                error.errno().equals(Errno.ENOSYS)
                        ? client.ask(SchedProtocol.RESOURCE_STATUS, 0, Empty.EMPTY)
                        : Promise.failed(error);
        older.then(
                answer -> onResources(answer.all(), answer.down(), answer.allocated()),
                _ -> {
                    asksResources = false;
                    onShown();
                });
    }

    private void onResources(JsonValue all, JsonValue down, JsonValue allocated) {
        asksResources = false;
        summary.setResources(inQueue(all), inQueue(down), inQueue(allocated));
        draw();
        onShown();
    }

    private ResourceSet inQueue(JsonValue resources) {
        return queues.resources(
                resources instanceof JsonObject set ? Rv1.parse(set) : ResourceSet.EMPTY);
    }

    private void onShown() {
        if (isTest && ++shown == PANES) {
            end = End.SHOWN;
        }
    }

    // --- what keys ask for

    private void onKey(Keystroke key) {
        if (!popup.isEmpty()) {
            closePopup();
            return;
        }
        switch (key) {
            case QUIT -> end = End.QUIT;
            case NEXT_JOB -> jobs.move(1);
            case PREVIOUS_JOB -> jobs.move(-1);
            case NEXT_QUEUE -> moveQueue(1);
            case PREVIOUS_QUEUE -> moveQueue(-1);
            case DETAILS -> summary.toggleDetails();
            case ENTER -> {
                if (jobs.chosen().flatMap(JobLine::uri).isPresent()) {
                    end = End.ENTERED;
                }
            }
            case REDRAW -> redraw();
            case OTHER -> {}
        }
        draw();
    }

    private void moveQueue(int by) {
        queues.move(by);
        countJobs();
        askResources();
    }

    private void redraw() {
        screen.clear();
        draw();
    }

    private void draw() {
        Canvas canvas = screen.canvas();
        double now = now();
        summary.draw(canvas, now);
        jobs.draw(canvas, now);
        if (!popup.isEmpty()) {
            int top = Math.min(15, Math.max(0, canvas.height() - 6));
            canvas.box(2, top, 78, 6);
            int line = 0;
            for (String text : popup.lines().limit(3).toList()) {
                canvas.put(4, top + 2 + line++, text.substring(0, Math.min(75, text.length())));
            }
        }
        screen.show(canvas);
    }

    /// What the panes show, as lines for a test.
    void dump(PrintWriter out) {
        summary.dump(out);
        jobs.dump(out, now());
    }
}
