package fluxj.cli.job.attach;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.Decimals;
import fluxj.cli.Output;
import fluxj.cli.events.EventlogWatch;
import fluxj.client.FluxClient;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.FormatException;
import fluxj.format.Idset;
import fluxj.format.Taskmap;
import fluxj.job.Eventlog;
import fluxj.job.JobId;
import fluxj.json.JanssonText;
import fluxj.json.JsonObject;
import fluxj.platform.Signum;
import fluxj.platform.WaitStatus;
import fluxj.platform.os.OsHostFacts;

import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.util.Optional;
import java.util.Random;

/// A terminal attached to a job: its events, its output, its input and its end (spec services
/// 17.2).
public final class Attachment {
    private final FluxClient client;
    private final Console console;
    private final JobId id;
    private final String shownId;
    private final AttachOptions options;
    private final OutputPrinter printer;
    private final StatusLine status;
    private @Nullable EventlogWatch main;
    private @Nullable EventlogWatch exec;
    private @Nullable EventlogWatch output;
    private @Nullable TaskInput input;
    private double origin;
    private int exitCode = 1;
    private boolean fatal;
    private boolean finished;
    private @Nullable TerminalClient terminal;
    private int open;

    /// @param shownId the id as the user wrote it
    public Attachment(
            FluxClient client, Console console, JobId id, String shownId, AttachOptions options) {
        this.client = client;
        this.console = console;
        this.id = id;
        this.shownId = shownId;
        this.options = options;
        printer = new OutputPrinter(console, options, client.reactor()::post, this::closed);
        status = new StatusLine(client, console, id, shownId, new OsHostFacts(new Random()));
    }

    /// Follows the job to its end and gives the exit code: that of its tasks, 128 and the signal's
    /// number when one was killed, 1 when it never ran.
    public int run() {
        console.watchReader(client);
        open++;
        main = EventlogWatch.open(client, id, EventlogWatch.MAIN, new MainEvents());
        try (AttachSignals signals = new AttachSignals(client, id, this::say, this::detach)) {
            if (!options.readOnly()) {
                signals.start();
            }
            if (wantsStatus()) {
                status.start(options.view().events().status(), this::age);
            }
            client.reactor().runUntil(() -> open == 0);
        } finally {
            if (terminal != null) {
                terminal.close();
            }
        }
        console.out().flush();
        return fatal && exitCode == 0 ? 1 : exitCode;
    }

    private boolean wantsStatus() {
        AttachOptions.Events events = options.view().events();
        boolean interactive =
                !events.main()
                        && Output.isTerminal(0)
                        && Output.isTerminal(1)
                        && Output.isTerminal(2);
        return !console.environment().containsKey("FLUX_ATTACH_NONINTERACTIVE")
                && (events.status() || interactive);
    }

    private double age() {
        return origin == 0 ? 0 : Clock.systemUTC().millis() / 1e3 - origin;
    }

    private void say(String line) {
        console.out().flush();
        status.clear();
        console.err().println(options.name() + ": " + line);
    }

    private void detach() {
        for (EventlogWatch watch : new EventlogWatch[] {main, exec, output}) {
            if (watch != null) {
                watch.cancel();
            }
        }
    }

    private void leave() {
        for (EventlogWatch watch : new EventlogWatch[] {main, exec, output}) {
            if (watch != null) {
                watch.stop();
            }
        }
        open = 0;
    }

    private void closed() {
        open--;
    }

    private void show(String log, Eventlog.Event event) {
        console.out().flush();
        console.err()
                .println(
                        Decimals.of(event.timestamp() - origin, 3)
                                + "s: "
                                + log
                                + "."
                                + event.name()
                                + event.context()
                                        .map(context -> " " + JanssonText.of(context))
                                        .orElse(""));
    }

    private final class MainEvents implements EventlogWatch.Listener {
        private boolean done;

        @Override
        public void onEvent(Eventlog.Event event) {
            if (done) {
                return;
            }
            if (origin == 0) {
                origin = event.timestamp();
                printer.countFrom(origin);
            }
            JsonObject context = event.context().orElse(JsonObject.EMPTY);
            switch (event.name()) {
                case "exception" -> onException(event.timestamp(), context);
                case "submit" -> {
                    open++;
                    exec = EventlogWatch.open(client, id, EventlogWatch.EXEC, new ExecEvents());
                }
                case "finish" -> onFinish(context);
                default -> {
                    // Nothing but to be shown.
                }
            }
            if (options.view().events().main() && !event.name().equals("exception")) {
                show("job", event);
            }
            status.onEvent(event.name(), event.timestamp() - origin);
            if (event.name().equals(options.waitEvent()) && main != null) {
                done = true;
                main.stop();
                closed();
            }
        }

        private void onException(double timestamp, JsonObject context) {
            long severity = context.whole("severity").orElse(0L);
            console.out().flush();
            status.clear();
            console.err()
                    .println(
                            Decimals.of(timestamp - origin, 3)
                                    + "s: job.exception "
                                    + shownId
                                    + " type="
                                    + context.text("type").orElse("")
                                    + " severity="
                                    + severity
                                    + " "
                                    + context.text("note").orElse(""));
            fatal = severity == 0;
            if (fatal) {
                dropTerminal();
                if (input != null) {
                    input.stop();
                }
            }
        }

        private void onFinish(JsonObject context) {
            finished = true;
            dropTerminal();
            WaitStatus ended =
                    new WaitStatus(
                            (int)
                                    (long)
                                            context.whole("status")
                                                    .orElseThrow(
                                                            () ->
                                                                    new CommandFailure(
                                                                            "error decoding finish"
                                                                                    + " context")));
            exitCode = ended.exitCode();
            if (ended.isSignaled()) {
                say("job shell " + Signum.text(ended.signum()));
            } else if (exitCode > 128) {
                say("task(s) " + Signum.text(exitCode - 128));
            } else if (exitCode > 0) {
                say("task(s) exited with exit code " + exitCode);
            }
        }

        @Override
        public void onEnd(FluxException error) {
            if (error.errno().equals(Errno.ENOENT)) {
                throw new CommandFailure("Failed to attach to " + shownId + ": No such job");
            }
            if (error.errno().equals(Errno.EPERM)) {
                throw new CommandFailure(
                        "Failed to attach to " + shownId + ": that is not your job");
            }
            if (!error.errno().equals(Errno.ENODATA)) {
                throw new CommandFailure(String.valueOf(error.getMessage()));
            }
            closed();
        }
    }

    private void startOutput() {
        if (output != null) {
            return;
        }
        open++;
        output =
                options.view().tail().isPresent()
                        ? EventlogWatch.openWithSentinel(client, id, EventlogWatch.OUTPUT, printer)
                        : EventlogWatch.open(client, id, EventlogWatch.OUTPUT, printer);
    }

    private void startInput(String service, int leader) {
        if (!options.readOnly() && !fatal) {
            input = new TaskInput(client, service, leader, console.in());
            if (options.input().tasks().isEmpty()) {
                input.start();
            }
        }
    }

    private void startTerminal(String service, int leader, boolean captured) {
        if (options.readOnly()) {
            throw new CommandFailure("Cannot connect to pty in readonly mode");
        }
        if (finished || fatal) {
            return;
        }
        printer.onTerminal(captured);
        terminal =
                new TerminalClient(
                        client,
                        console,
                        service,
                        leader,
                        new TerminalClient.Listener() {
                            @Override
                            public void refused() {
                                dropTerminal();
                                startInput(service, leader);
                            }

                            @Override
                            public void over(boolean good) {
                                exitCode = good ? 0 : 1;
                                leave();
                            }
                        });
        terminal.start();
    }

    /// Whoever has not got to the terminal by now never will.
    private void dropTerminal() {
        TerminalClient dropped = terminal;
        if (dropped != null && !dropped.isAttached()) {
            terminal = null;
            printer.offTerminal();
            dropped.close();
        }
    }

    private final class ExecEvents implements EventlogWatch.Listener {
        @Override
        public void onEvent(Eventlog.Event event) {
            JsonObject context = event.context().orElse(JsonObject.EMPTY);
            switch (event.name()) {
                case "shell.init" -> onInit(context);
                case "shell.start" -> onStart(context);
                case "log" -> onLog(event.timestamp(), context);
                // The shell may have ended before it said that there is output.
                case "complete" -> startOutput();
                default -> {
                    // Nothing but to be shown.
                }
            }
            if (options.view().events().exec() && !event.name().equals("log")) {
                show("exec", event);
            }
        }

        private void onInit(JsonObject context) {
            String service =
                    context.text("service")
                            .orElseThrow(
                                    () -> new CommandFailure("error decoding shell.init context"));
            int leader = (int) (long) context.whole("leader-rank").orElse(0L);
            if (context.text("pty").isPresent()) {
                startTerminal(service, leader, context.whole("capture").orElse(0L) != 0);
            } else {
                startInput(service, leader);
            }
            startOutput();
        }

        private void onStart(JsonObject context) {
            Optional<Idset> chosen = options.input().tasks();
            if (chosen.isEmpty() || input == null) {
                return;
            }
            Idset all;
            try {
                all =
                        Idset.upTo(
                                Taskmap.fromJson(context.get("taskmap").orElse(JsonObject.EMPTY))
                                        .taskCount());
            } catch (FormatException e) {
                say("failed to process taskmap in shell.start event");
                return;
            }
            Idset real = all.intersect(chosen.get());
            if (!real.equals(chosen.get())) {
                say("warning: adjusting --stdin-ranks from " + chosen.get() + " to " + real);
            }
            input.startFor(real, all.minus(real));
        }

        private void onLog(double timestamp, JsonObject context) {
            console.out().flush();
            String data = context.text("data").orElse("");
            String prefix =
                    options.view().words().quiet()
                            ? ""
                            : Decimals.of(timestamp - origin, 3)
                                    + "s: "
                                    + context.text("component").orElse("")
                                    + "["
                                    + context.text("rank").orElse("")
                                    + "]: "
                                    + context.text("stream").orElse("")
                                    + ": ";
            console.err().print(prefix + data);
        }

        @Override
        public void onEnd(FluxException error) {
            if (!error.errno().equals(Errno.ENODATA)) {
                throw new CommandFailure(String.valueOf(error.getMessage()));
            }
            closed();
        }
    }
}
