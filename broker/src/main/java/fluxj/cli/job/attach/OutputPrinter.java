package fluxj.cli.job.attach;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.Decimals;
import fluxj.cli.OutputFailure;
import fluxj.cli.events.EventlogWatch;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.job.Eventlog;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;

/// Prints what is in `guest.output` (RFC 24): data of the tasks, redirections, messages of the
/// shell.
final class OutputPrinter implements EventlogWatch.Listener {
    private final Console console;
    private final AttachOptions options;
    private final Consumer<Runnable> later;
    private final Runnable onEnd;
    private final Queue<Eventlog.Event> last = new ArrayDeque<>();
    private double origin;
    private boolean headerSeen;
    private boolean current;
    private boolean flushing;
    private boolean onTerminal;
    private boolean firstIsShown;

    /// @param later runs a task when what has arrived is done
    /// @param onEnd runs when the log has ended
    OutputPrinter(
            Console console, AttachOptions options, Consumer<Runnable> later, Runnable onEnd) {
        this.console = console;
        this.options = options;
        this.later = later;
        this.onEnd = onEnd;
        current = options.view().tail().isEmpty();
    }

    /// The user's terminal is that of task 0: lines end where they stand.
    ///
    /// @param captured true when what that task prints there comes here too
    void onTerminal(boolean captured) {
        onTerminal = true;
        firstIsShown = captured;
    }

    /// It is not any more.
    void offTerminal() {
        onTerminal = false;
        firstIsShown = false;
    }

    /// The time from which messages count.
    void countFrom(double timestamp) {
        origin = timestamp;
    }

    @Override
    public void onEvent(Eventlog.Event event) {
        switch (event.name()) {
            case "header" -> headerSeen = true;
            case "redirect" -> redirect(context(event));
            case "data", "log" -> {
                if (current) {
                    print(event);
                } else {
                    keep(event);
                }
            }
            default -> {
                // Events of a later version are not for us.
            }
        }
    }

    private static JsonObject context(Eventlog.Event event) {
        return event.context().orElseThrow(() -> new CommandFailure("malformed event context"));
    }

    private void keep(Eventlog.Event event) {
        if (context(event).bool("eof").orElse(false)) {
            return;
        }
        last.add(event);
        if (last.size() > options.view().tail().orElse(0)) {
            last.remove();
        }
    }

    @Override
    public void onSentinel() {
        current = true;
        last.forEach(this::print);
        last.clear();
    }

    private void print(Eventlog.Event event) {
        if (event.name().equals("data")) {
            data(context(event));
        } else {
            log(event.timestamp(), context(event));
        }
    }

    private void data(JsonObject io) {
        if (!headerSeen) {
            throw new CommandFailure("stream data read before header");
        }
        byte[] bytes = TaskOutput.bytes(io);
        if (bytes.length == 0 || (firstIsShown && io.text("rank").orElse("").equals("0"))) {
            return;
        }
        boolean error = !io.text("stream").orElse("").equals("stdout");
        PrintStream to = error ? console.err() : console.out();
        if (error) {
            console.out().flush();
        }
        if (options.view().labels()) {
            String rank = io.text("rank").orElse("");
            byte[] label = (rank + ": ").getBytes(StandardCharsets.UTF_8);
            to.write(label, 0, label.length);
        }
        to.write(bytes, 0, bytes.length);
        if (onTerminal) {
            to.write('\r');
        }
        if (error) {
            OutputFailure.check(to);
        } else {
            flushSoon();
        }
    }

    /// What has arrived together is written together.
    private void flushSoon() {
        if (!flushing) {
            flushing = true;
            later.accept(
                    () -> {
                        flushing = false;
                        console.out().flush();
                    });
        }
    }

    private void redirect(JsonObject context) {
        if (!headerSeen) {
            throw new CommandFailure("stream redirect read before header");
        }
        if (!options.view().words().quiet()) {
            say(
                    context.text("rank").orElse("")
                            + ": "
                            + context.text("stream").orElse("")
                            + " redirected"
                            + context.text("path").map(path -> " to " + path).orElse(""));
        }
    }

    private void log(double timestamp, JsonObject context) {
        if (options.view().words().quiet()) {
            return;
        }
        StringBuilder line = new StringBuilder();
        line.append(Decimals.of(timestamp - origin, 3)).append("s: flux-shell");
        context.get("rank").ifPresent(rank -> line.append('[').append(text(rank)).append(']'));
        String level = ShellMessage.level(context);
        if (!level.isEmpty()) {
            line.append(": ").append(level);
        }
        context.text("component").ifPresent(component -> line.append(": ").append(component));
        if (options.view().words().verbose()) {
            context.text("file").ifPresent(file -> line.append(": ").append(file));
            context.whole("line")
                    .filter(number -> number > 0 && context.text("file").isPresent())
                    .ifPresent(number -> line.append(':').append(number));
        }
        say(line.append(": ").append(context.text("message").orElse("")).toString());
    }

    private static String text(JsonValue value) {
        return value instanceof JsonValue.Text(String text) ? text : value.toString();
    }

    private void say(String line) {
        console.out().flush();
        console.err().println(onTerminal ? line + "\r" : line);
    }

    @Override
    public void onEnd(FluxException error) {
        console.out().flush();
        if (error.errno().equals(Errno.ENOENT)) {
            say(options.name() + ": No job output found");
        } else if (!error.errno().equals(Errno.ENODATA)) {
            throw new CommandFailure(String.valueOf(error.getMessage()));
        }
        onEnd.run();
    }
}
